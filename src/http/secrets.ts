import { hash, timingSafeEqual } from 'node:crypto';

/**
 * Recognises secrets in constant time: every known secret is compared, even after a match, and only digests are kept,
 * so the time reveals neither lengths nor common prefixes.
 */
export function recogniseSecrets<Owner>(known: Iterable<readonly [secret: string, owner: Owner]>) {
  const digests = [...known].map(([secret, owner]) => ({ digest: digestOf(secret), owner }));
  return (presented: string): Owner | undefined => {
    const digest = digestOf(presented);
    let found: Owner | undefined;
    for (const candidate of digests) {
      if (timingSafeEqual(candidate.digest, digest)) found = candidate.owner;
    }
    return found;
  };
}

/** The token of `Authorization: Bearer <token>`; undefined for anything else. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

function digestOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
