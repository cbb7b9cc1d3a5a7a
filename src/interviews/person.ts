import { domainToASCII, domainToUnicode } from 'node:url';
import { limits } from '../limits.ts';
import { withoutInvisible } from './legible.ts';

/**
 * An e-mail address in the form that is sent: without invisible characters (`\p{Cf}` and the like), spaces around it
 * and `mailto:`. A domain beyond ASCII is mapped by IDNA, which replaces full-width letters and full stops. Undefined
 * if the result is not an address.
 */
export function emailOf(text: string): string | undefined {
  const address = withoutInvisible(text)
    .replace(/^mailto:/i, '')
    .trim();
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (at < 1 || address.length > limits.emailCharacters || /[\s\p{Cc}\p{Cs}@<>,;:"()[\]\\]/u.test(local))
    return undefined;
  const host = hostOf(domain);
  if (host === undefined) return undefined;
  return /^\p{ASCII}*$/u.test(domain) ? address : `${local}@${domainToUnicode(host)}`;
}

/** The address in copied or typed text: alone, after a name in angle brackets, or in a `mailto:` link. */
export function addressIn(text: string): string | undefined {
  const [, inside = text] = /^[^<>]*<([^<>]*)>[^<>]*$/.exec(text) ?? [];
  const link = /^\s*mailto:([^?]*)/i.exec(inside)?.[1];
  return emailOf(link === undefined ? inside : decoded(link));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The canonical form of an address, equal for all its spellings: Unicode or punycode, composed or decomposed, upper or
 * lower case. For comparisons and digests, never for sending. Works for any text.
 */
export function personOf(email: string): string {
  const address = emailOf(email) ?? email.trim();
  const at = address.lastIndexOf('@');
  if (at < 0) return address.normalize('NFC').toLowerCase();
  const domain = address.slice(at + 1);
  return `${address.slice(0, at)}@${hostOf(domain) ?? domain}`.normalize('NFC').toLowerCase();
}

export function isSamePerson(a: string | null | undefined, b: string): boolean {
  return a === b || (typeof a === 'string' && personOf(a) === personOf(b));
}

/**
 * The spellings in which a vendor may have stored a person's address, each once, the given one first: for searches by
 * exact text. A plain ASCII address has one.
 */
export function spellingsOf(email: string): string[] {
  const at = email.lastIndexOf('@');
  const ascii = hostOf(email.slice(at + 1));
  if (at < 0 || ascii === undefined) return [email];
  const unicode = domainToUnicode(ascii);
  if (unicode === ascii && /^\p{ASCII}*$/u.test(email)) return [email];
  const spelled = [unicode, ascii].flatMap((domain) =>
    (['NFC', 'NFD'] as const).map((form) => `${email.slice(0, at)}@${domain}`.normalize(form)),
  );
  return [...new Set([email, ...spelled])];
}

/**
 * Names that IDNA changes in case only. They skip the URL parser, which takes longer than the rest of the work on an
 * address.
 */
const plainHost = /^(?:[a-z0-9_-]+\.)+[a-z][a-z-]*$/i;

/** In punycode; undefined if the text is not a host name. */
function hostOf(domain: string): string | undefined {
  if (plainHost.test(domain) && !/xn--/i.test(domain)) return domain.toLowerCase();
  // The URL parser would drop text after the host name.
  const host = /[\s/?#:@\\%]/.test(domain) ? '' : domainToASCII(domain.normalize('NFC'));
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i.test(host) ? host : undefined;
}
