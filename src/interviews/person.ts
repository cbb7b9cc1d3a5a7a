import { domainToASCII, domainToUnicode } from 'node:url';
import { limits } from '../limits.ts';
import { withoutInvisible } from './legible.ts';

/**
 * An e-mail address as it may be sent: without what nobody sees (`\p{Cf}` and the like), spaces around it and `mailto:`.
 * A domain beyond ASCII is mapped as IDNA does, so that full stops and letters of other widths are plain ones. Undefined
 * for what is no address then.
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

/** The address in what somebody copied or filled in: alone, behind a name in angle brackets, or a link with `mailto:`. */
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
 * What two spellings of one person's address have in common: Unicode or punycode, composed or decomposed, in any case.
 * For comparing and for digests, never for sending. Any text has one.
 */
export function personOf(email: string): string {
  const address = emailOf(email) ?? email.trim();
  const at = address.lastIndexOf('@');
  if (at < 0) return address.normalize('NFC').toLowerCase();
  const domain = address.slice(at + 1);
  return `${address.slice(0, at)}@${hostOf(domain) ?? domain}`.normalize('NFC').toLowerCase();
}

export function isSamePerson(a: string | null | undefined, b: string): boolean {
  return typeof a === 'string' && personOf(a) === personOf(b);
}

/**
 * The spellings under which somebody else may hold a person's address, each once, the given one first: for those who
 * look for a text and not for a person. One for plain ASCII.
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

/** Names that no mapping changes but for their case: the parser of URLs takes longer than all else that is done with one. */
const plainHost = /^(?:[a-z0-9_-]+\.)+[a-z][a-z-]*$/i;

/** In punycode; undefined for what is no name of a host. */
function hostOf(domain: string): string | undefined {
  if (plainHost.test(domain) && !/xn--/i.test(domain)) return domain.toLowerCase();
  // The parser of URLs would drop what follows a name of a host.
  const host = /[\s/?#:@\\%]/.test(domain) ? '' : domainToASCII(domain.normalize('NFC'));
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i.test(host) ? host : undefined;
}
