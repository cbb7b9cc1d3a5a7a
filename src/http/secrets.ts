import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Recognises secrets in a time that tells nothing of them, and does not grow with their number. Digests under a salt of
 * this process are looked up: no caller can choose or learn how much of one matches, and no secret is kept. A secret
 * that two owners have is the one's who had it first.
 */
export function createSecrets<Owner>() {
  const salt = randomBytes(16).toString('base64');
  const digestOf = (secret: string): string => hash('sha256', salt + secret, 'base64');
  const owners = new Map<string, Owner>();
  return {
    ownerOf: (presented: string): Owner | undefined => owners.get(digestOf(presented)),

    add(secret: string, owner: Owner): void {
      const digest = digestOf(secret);
      if (!owners.has(digest)) owners.set(digest, owner);
    },

    remove(secret: string, owner: Owner): void {
      const digest = digestOf(secret);
      if (owners.get(digest) === owner) owners.delete(digest);
    },
  };
}

/** The same for secrets that stay as they are. */
export function recogniseSecrets<Owner>(known: Iterable<readonly [secret: string, owner: Owner]>) {
  const { add, ownerOf } = createSecrets<Owner>();
  for (const [secret, owner] of known) add(secret, owner);
  return ownerOf;
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
