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
