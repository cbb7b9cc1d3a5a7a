import type { Codec } from './codec.ts';
import type { Format } from './format.ts';
import type { IndexKey } from './index-key.ts';
import { unreadable, unreadableCodeOf } from './unreadable.ts';

/**
 * Reads data from Redis and decides whether it may be trusted. All methods throw Failure `internal` with the reason if
 * it may not.
 */
export type Decryption = {
  text(stored: Buffer, place: string): Promise<string>;
  bytes(stored: Buffer, place: string): Promise<Buffer>;
  /** A text of JSON, of any shape. */
  json(stored: Buffer, place: string): Promise<unknown>;
};

/**
 * Clear text is accepted only until everything is encrypted: afterwards it could only come from an intruder with write
 * access to Redis. Everything is encrypted once the index key is, which is encrypted from the start or last of all.
 */
export function createDecryption(
  codec: Codec,
  index: Pick<IndexKey, 'isEncrypted'>,
  format: Pick<Format, 'claim'>,
): Decryption {
  return {
    async text(stored, place) {
      await mayRead(stored);
      return open(() => codec.decrypt(stored, place));
    },

    async bytes(stored, place) {
      await mayRead(stored);
      return open(() => codec.decryptBytes(stored, place));
    },

    async json(stored, place) {
      await mayRead(stored);
      const text = open(() => codec.decrypt(stored, place));
      try {
        return JSON.parse(text);
      } catch {
        throw unreadable('MISSHAPEN', 'The stored data is not JSON');
      }
    },
  };

  async function mayRead(stored: Buffer): Promise<void> {
    await format.claim();
    if (!codec.isInClear(stored) || !(await index.isEncrypted())) return;
    throw unreadable(
      'IN_CLEAR',
      'It is in clear text although everything was encrypted: another program wrote it, or a process without DATA_KEY',
    );
  }
}

/** Data that cannot be decompressed counts as misshapen. */
function open<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadableCodeOf(error) ? error : unreadable('MISSHAPEN', 'The stored data cannot be decompressed');
  }
}
