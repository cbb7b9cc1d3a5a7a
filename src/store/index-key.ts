import { randomBytes } from 'node:crypto';
import type { Codec } from './codec.ts';
import { type Digests, digestsWith } from './digests.ts';
import type { Format } from './format.ts';
import { indexKeyName } from './keys.ts';
import { perConnection } from './per-connection.ts';
import type { StoreRedis } from './scripts/script.ts';
import { unreadable } from './unreadable.ts';

export type IndexKey = {
  /**
   * Computes digests with the index key. Reads the key once for each connection, and creates it if there is none.
   * Throws the error of Redis, or Failure `internal` if DATA_KEY does not decrypt it.
   */
  digests(): Promise<Digests>;
  /** Why the data in this Redis cannot be read; undefined if it can. Changes nothing. */
  fault(): Promise<string | undefined>;
  /** The index key is encrypted under the first key, or does not exist. */
  isCurrent(): Promise<boolean>;
  /**
   * Everything is encrypted: the index key is, or will be when it is created. Reads Redis only until that is true, and
   * only if there is a DATA_KEY.
   */
  isEncrypted(): Promise<boolean>;
};

const bytes = 32;
/** While some data is still in clear, the shortest time between two checks whether everything is encrypted. */
const lookAgainMs = 1000;

/**
 * The secret in every digest of personal data: without it a known e-mail address cannot be searched for. It is stored
 * in Redis, encrypted like personal data, and so it shows before any other read whether DATA_KEY fits.
 */
export function createIndexKey(redis: StoreRedis, codec: Codec, format: Pick<Format, 'claim'>): IndexKey {
  let secret: string | undefined;
  /** Once true, it stays true. */
  let wasEncrypted = false;
  let seenInClearAt = Number.NEGATIVE_INFINITY;

  return {
    digests: perConnection(redis, load),

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

  /** The key was encrypted when this process read it before. */
  function isInClearAgain(stored: Buffer): boolean {
    const isInClear = codec.isInClear(stored);
    if (!isInClear) wasEncrypted = true;
    return isInClear && wasEncrypted;
  }

  async function load(): Promise<Digests> {
    await format.claim();
    const stored = (await redis.getBuffer(indexKeyName)) ?? (await make());
    if (isInClearAgain(stored))
      throw unreadable('IN_CLEAR', 'The index key is in clear text although it was encrypted before');
    secret = codec.decrypt(stored, indexKeyName);
    return digestsWith(secret);
  }

  /** The first of several processes wins. A process whose Redis lost its data writes the key that it knows. */
  async function make(): Promise<Buffer> {
    const made = codec.encrypt(secret ?? randomBytes(bytes).toString('base64url'), indexKeyName);
    await redis.set(indexKeyName, made, 'NX');
    return (await redis.getBuffer(indexKeyName)) ?? made;
  }
}
