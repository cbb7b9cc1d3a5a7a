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
  // `data:…` would read as a link.
  return `${head.replace(/:+$/, '')}…`;
}

/** Workable sends a notice to a member whose name follows an `@`. */
const mention = /[@\uFE6B\uFF20](?=[\p{L}\p{N}\p{M}_])/gu;

const forgedRef = /Ref(?=(?: |&nbsp;)[0-9A-Z]{6}(?![0-9A-Za-z]))/g;

/** The quantifiers before a fixed text are bounded: without spaces, a long text would take a time that grows as n². */
const urls = [
  /[([{<"']{0,3}(?:[a-z][a-z0-9+.-]{0,31})?:\/\/\S*/gi,
  /[([{<"']{0,3}(?:https?:|www\.)\S*/gi,
  // Those that links are made of without slashes. `Data: good` is none, and neither is `metadata:x`.
  /[([{<"']{0,3}(?<![\p{L}\p{N}])(?:mailto|javascript|vbscript|data|tel|sms|callto|sip|skype|facetime|file|ftp|blob|cid|mid|view-source|magnet|intent|geo|xmpp|whatsapp|tg):\S+/giu,
];

function withoutUrls(line: string): string {
  const rest = urls.reduce((text, url) => text.replaceAll(url, ' '), line);
  return rest.replaceAll(/\S+/g, (word) => (isAddress(word) ? ' ' : word));
}

/**
 * `evil.com/x`, `evil.com?x`, `evil.com:8080`, `1.2.3.4/x`, which mail programs and browsers make a link of. A host alone
 * is left: `Node.js` and `Booking.com` are what candidates have worked with.
 */
function isAddress(word: string): boolean {
  return [...word.matchAll(/[/?#]|:(?=\d)/g)].some(({ index }) => goesOnFromHost(word, index));
}

function goesOnFromHost(word: string, at: number): boolean {
  const before = word.slice(Math.max(0, at - longestHost), at).replace(/:\d{1,5}$/, '');
  const host = before.split(noHost).at(-1)?.replaceAll(fullStops, '.') ?? '';
  if (!host.includes('.') || technology.test(host)) return false;
  if (!ipAddress.test(host) && parse(host).isIcann !== true) return false;
  // `Was it Booking.com?` asks.
  return !'?#'.includes(word[at] ?? '') || /[\p{L}\p{N}]/u.test(word.slice(at + 1));
}

/** In host names, RFC 1035; and a port. */
const longestHost = 260;
const noHost = /[^\p{L}\p{N}\p{M}.。．｡-]/u;
/** Browsers take each of them for the dot of a host name. */
const fullStops = /[。．｡]/g;

/** Whatever mark stands before it. */
const ipAddress = /(?:^|\p{M})(?:\d{1,3}\.){3}\d{1,3}$/u;

/** `ASP.NET/C#` is no address. */
const technology = /^(?:ado|asp|ml|vb)\.net$/i;
