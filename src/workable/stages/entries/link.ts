import { parseUrl } from '../../../interviews/parse-url.ts';
/** A candidate's link may hold a signed token. */
export const longestCandidateLink = 1000;
/** Of the bridge's own pages. */
const longestOwnLink = 400;

/** A link as a comment may hold it; undefined where it is none, holds a password, or is too long. */
export function linkText(url: string | undefined, longest = longestOwnLink): string | undefined {
  const parsed = url === undefined ? undefined : parseUrl(url);
  if (!parsed) return undefined;
  const { protocol, username, password, href } = parsed;
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return undefined;
  // Otherwise Workable could take a part of the path for a mention. Servers read both the same.
  const text = href.replaceAll('@', '%40');
  return text.length <= longest && /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

/** One line with a link at its end, or none: nothing that follows can be taken for a part of the address. */
export function linkLine(label: string, url: string | undefined, longest?: number): string[] {
  const text = linkText(url, longest);
  return text === undefined ? [] : [`${label}: ${text}`];
}
