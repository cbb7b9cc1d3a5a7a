import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Recognises secrets in a time that tells nothing of them, and does not grow with their number. Digests under a salt of
 * this process are looked up: no caller can choose or learn how much of one matches, and no secret is kept.
 */
export function recogniseSecrets<Owner>(known: Iterable<readonly [secret: string, owner: Owner]>) {
  const salt = randomBytes(16).toString('base64');
  const digestOf = (secret: string): string => hash('sha256', salt + secret, 'base64');
  const owners = new Map([...known].map(([secret, owner]) => [digestOf(secret), owner]));
  return (presented: string): Owner | undefined => owners.get(digestOf(presented));
}

/** Constant time for equal lengths; the length of a key is no secret. */
export function isSameSecret(presented: string | Uint8Array, known: string | Uint8Array): boolean {
  const [a, b] = [bytesOf(presented), bytesOf(known)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function bytesOf(secret: string | Uint8Array): Uint8Array {
  return typeof secret === 'string' ? Buffer.from(secret) : secret;
}

/** The token of `Authorization: Bearer <token>`; undefined for anything else. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}
