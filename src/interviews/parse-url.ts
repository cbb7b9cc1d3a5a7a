import { limits } from '../limits.ts';

/**
 * The URL in a text; undefined where it is none. Not by `URL.canParse`, which on Node 20 says no to every letter such as
 * ü as soon as its caller is optimised: after some thousand calls.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** What a browser opens as a page, and no longer than the bridge keeps: no script, and nothing of the machine. */
export function isWebLink(text: string): boolean {
  return text.length <= limits.reportLinkCharacters && /^https?:$/.test(parseUrl(text)?.protocol ?? '');
}
