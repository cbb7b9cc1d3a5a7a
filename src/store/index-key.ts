import { randomBytes } from 'node:crypto';
import type { Codec } from './codec.ts';
import type { Format } from './format.ts';
import { type Digests, digestsWith, indexKeyName } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { unreadable } from './unreadable.ts';

export type IndexKey = {
  /**
   * Made with the key: asks Redis once for each connection to it, and makes one where there is none yet. Throws what
   * Redis says no with, or Failure `internal` when DATA_KEY does not open it.
   */
  digests(): Promise<Digests>;
  /** Why what this Redis holds cannot be read; undefined when it can. Changes nothing. */
  fault(): Promise<string | undefined>;
  /** Encrypted under the first key, or not there at all. */
  isCurrent(): Promise<boolean>;
  /**
   * Everything was encrypted: the key is encrypted, or will be as soon as it is made. Asked of Redis only until it is so, and
   * only where there is a key to encrypt with.
   */
  isEncrypted(): Promise<boolean>;
};

const bytes = 32;
/** While some data is still in clear, it is looked for no more often than this whether it still may be. */
const lookAgainMs = 1000;

/**
 * The secret behind every digest of something personal: without it an e-mail address that one knows cannot be looked for. It lies in Redis, encrypted as personal data is, and so it shows before anything else is read whether DATA_KEY
 * opens what is stored.
 */
export function createIndexKey(redis: StoreRedis, codec: Codec, format: Pick<Format, 'claim'>): IndexKey {
  let secret: string | undefined;
  let loading: Promise<Digests> | undefined;
  /** Nothing makes that undone. */
  let wasEncrypted = false;
  let seenInClearAt = Number.NEGATIVE_INFINITY;
  // Another Redis may answer afterwards.
  redis.on('close', () => {
    loading = undefined;
  });

  return {
    digests() {
      const current = loading ?? load();
      loading = current;
      current.catch(() => {
        if (loading === current) loading = undefined;
      });
      return current;
    },

    async fault() {
      const stored = await redis.getBuffer(indexKeyName);
      if (stored && isInClearAgain(stored)) {
        return 'it lies open although it was encrypted before: another program has written to it. Bring back what it held, and see who may write to it';
      }
      try {
        if (stored) codec.decrypt(stored, indexKeyName);
        return undefined;
      } catch {
        return 'it holds data that was encrypted with a key that is not in DATA_KEY: set DATA_KEY as it was then, or add a new key before the old one';
      }
    },

    async isCurrent() {
      const stored = await redis.getBuffer(indexKeyName);
      return stored === null || codec.isCurrent(stored);
    },

    async isEncrypted() {
      if (wasEncrypted) return true;
      if (performance.now() - seenInClearAt < lookAgainMs) return false;
      const stored = await redis.getBuffer(indexKeyName);
      if (stored === null || !codec.isInClear(stored)) {
        wasEncrypted = stored !== null;
        return true;
      }
      seenInClearAt = performance.now();
      return false;
    },
  };

  /** It was encrypted when this process saw it before. */
  function isInClearAgain(stored: Buffer): boolean {
    const isInClear = codec.isInClear(stored);
    if (!isInClear) wasEncrypted = true;
    return isInClear && wasEncrypted;
  }

  async function load(): Promise<Digests> {
    await format.claim();
    const stored = (await redis.getBuffer(indexKeyName)) ?? (await make());
    if (isInClearAgain(stored))
      throw unreadable('IN_CLEAR', 'The index key lies in clear although it was encrypted before');
    secret = codec.decrypt(stored, indexKeyName);
    return digestsWith(secret);
  }

  /** The first of several processes has its way; one that lost its Redis gives the next one what it knows. */
  async function make(): Promise<Buffer> {
    const made = codec.encrypt(secret ?? randomBytes(bytes).toString('base64url'), indexKeyName);
    await redis.set(indexKeyName, made, 'NX');
    return (await redis.getBuffer(indexKeyName)) ?? made;
  }
}
