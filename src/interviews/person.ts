/**
 * An e-mail address as it may be sent: without what nobody sees (`\p{Cf}` and the like), spaces around it and `mailto:`.
 * Undefined for what is no address then. 320 characters at most (RFC 3696).
 */
export function emailOf(text: string): string | undefined {
  const address = text
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .trim()
    .replace(/^mailto:/i, '')
    .trim();
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (at < 1 || address.length > 320 || /[\s\p{Cc}\p{Cs}@<>,;:"()[\]\\]/u.test(local)) return undefined;
  return hostOf(domain) === undefined ? undefined : address;
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

/** In punycode; undefined for what is no name of a host. */
function hostOf(domain: string): string | undefined {
  const address = `https://${domain.normalize('NFC')}`;
  // The parser of URLs would drop what follows a name of a host.
  const host = /[\s/?#:@\\%]/.test(domain) || !URL.canParse(address) ? '' : new URL(address).hostname;
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i.test(host) ? host : undefined;
}
