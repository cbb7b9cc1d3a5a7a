import { parse } from 'tldts';
import { singleLine, withoutInvisible } from '../../../interviews/legible.ts';

/**
 * A text of a vendor, a candidate or a mail server as a timeline may show it: one line without invisible characters and
 * URLs, that mentions no member and cannot be read as one of our `Ref` lines; at most `longest` UTF-16 code units.
 */
export function cleanText(text: string, longest: number): string {
  // Halves of surrogate pairs first: two of them must not meet and become an invisible character.
  const line = singleLine(withoutInvisible(text.replaceAll(/\p{Cs}/gu, '')), text.length);
  const cleaned = withoutUrls(line).replaceAll(mention, ' at ').replaceAll(forgedRef, 'Ref.');
  return cutAtWord(cleaned.replaceAll(/ +/g, ' ').trim(), longest);
}

/** The longest beginning of whole words with `…`; a single word longer than that is cut between characters. */
export function cutAtWord(text: string, longest: number): string {
  if (text.length <= longest) return text;
  if (longest < 1) return '';
  const end = text.lastIndexOf(' ', longest - 1);
  const head = end > 0 ? text.slice(0, end) : text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${head}…`;
}

/** Workable sends a notice to a member whose name follows an `@`. */
const mention = /[@\uFE6B\uFF20](?=[\p{L}\p{N}\p{M}_])/gu;

const forgedRef = /Ref(?=(?: |&nbsp;)[0-9A-Z]{6}(?![0-9A-Za-z]))/g;

/** The quantifiers before a fixed text are bounded: without spaces, a long text would take a time that grows as n². */
const urls = [/[([{<"']{0,3}(?:[a-z][a-z0-9+.-]{0,31})?:\/\/\S*/gi, /[([{<"']{0,3}(?:https?:|www\.)\S*/gi];

function withoutUrls(line: string): string {
  const rest = urls.reduce((text, url) => text.replaceAll(url, ' '), line);
  return rest.replaceAll(/\S+/g, (word) => (hasPathOfHost(word) ? ' ' : word));
}

/**
 * `evil.com/x`, which mail programs and browsers make a link of. A host alone is left: `Node.js` and `Booking.com` are
 * what candidates have worked with.
 */
function hasPathOfHost(word: string): boolean {
  const beforeSlashes = word.split('/').slice(0, -1);
  return beforeSlashes.some((part) => {
    const host = /[\p{L}\p{N}.-]+$/u.exec(part.slice(-longestHost).replace(/:\d{1,5}$/, ''))?.[0] ?? '';
    return host.includes('.') && !technology.test(host) && parse(host).isIcann === true;
  });
}

/** In host names, RFC 1035; and a port. */
const longestHost = 260;

/** `ASP.NET/C#` is no address. */
const technology = /^(?:ado|asp|ml|vb)\.net$/i;
