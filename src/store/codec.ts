import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { compress, decompress } from './compression.ts';
import { unreadable } from './unreadable.ts';

/**
 * Encrypts personal data for Redis, and decrypts it. `place` is where the value is stored: the full name of its key
 * and, if the key has several, its field. A value that was encrypted for one place cannot be decrypted at another.
 */
export type Codec = {
  encrypt(text: string, place: string): Buffer;
  /** The same for data that is read rarely: it is compressed, unless it is stored in clear. */
  encryptCompressed(text: string, place: string): Buffer;
  /** The same for bytes, without compression. */
  encryptBytes(bytes: Buffer, place: string): Buffer;
  /** Throws Failure `internal` when no key decrypts it, or it was encrypted for another place. */
  decryptBytes(stored: Buffer, place: string): Buffer;
  decrypt(stored: Buffer, place: string): string;
  /** The value is not encrypted although there is a key. */
  isInClear(stored: Buffer): boolean;
  /** The value is encrypted under the first key already. */
  isCurrent(stored: Buffer): boolean;
  /** Encrypts the value again, compressed if it was. Throws as `decrypt` does. */
  encryptAnew(stored: Buffer, place: string): Buffer;
};

/** The place of one field or member of a key. */
export function placeIn(key: string, field: string): string {
  return `${key} ${field}`;
}

const ivBytes = 12;
const counterBytes = 4;
const tagBytes = 16;

type Key = { key: Buffer; id: string; mark: Buffer };

const markPattern = /^encrypted\.([\w-]{6})\./;
const markBytes = 'encrypted.123456.'.length;

/**
 * AES-256-GCM under the first key; every key decrypts. An encrypted value begins with `encrypted.` and the id of its
 * key, followed by the bytes of IV, text and tag; the place is authenticated with them. Without keys text is stored in
 * clear. Clear text from before a key was set is still read here: `decryption.ts` decides whether it may be.
 */
export function createCodec(dataKeys: readonly string[]): Codec {
  const keys = dataKeys.map((secret): Key => {
    const key = createHash('sha256').update(secret).digest();
    const id = createHash('sha256').update(key).digest('base64url').slice(0, 6);
    return { key, id, mark: Buffer.from(`encrypted.${id}.`) };
  });
  const [first] = keys;
  const nextIv = ivs();
  return {
    encrypt: (text, place) => encryptBytes(Buffer.from(text), place),
    encryptCompressed: (text, place) => encryptBytes(first ? compress(text) : Buffer.from(text), place),
    encryptBytes,
    decryptBytes,
    decrypt: (stored, place) => decompress(decryptBytes(stored, place)),
    isInClear: (stored) => first !== undefined && keyIdOf(stored) === undefined,
    isCurrent: (stored) => keyIdOf(stored) === first?.id,
    encryptAnew: (stored, place) => {
      const bytes = decryptBytes(stored, place);
      return first ? encryptBytes(bytes, place) : Buffer.from(decompress(bytes));
    },
  };

  function encryptBytes(bytes: Buffer, place: string): Buffer {
    if (!first) return bytes;
    const iv = nextIv();
    const cipher = createCipheriv('aes-256-gcm', first.key, iv).setAAD(Buffer.from(place));
    return Buffer.concat([first.mark, iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  function decryptBytes(stored: Buffer, place: string): Buffer {
    const keyId = keyIdOf(stored);
    if (keyId === undefined) return stored;
    const found = keys.find(({ id }) => id === keyId);
    if (!found) throw unreadable('NO_KEY', `Data is encrypted with a key (${keyId}) that is not in DATA_KEY`);
    const bytes = stored.subarray(markBytes);
    try {
      const iv = bytes.subarray(0, ivBytes);
      // A shorter tag would be easier to guess.
      const decipher = createDecipheriv('aes-256-gcm', found.key, iv, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-tagBytes));
      const opened = decipher.update(bytes.subarray(ivBytes, -tagBytes));
      decipher.final();
      return opened;
    } catch {
      const why = `Data that was encrypted with a key of DATA_KEY (${keyId}) is damaged, or was encrypted for another place`;
      throw unreadable('DAMAGED', why);
    }
  }
}

/**
 * IVs of which none comes twice: as NIST SP 800-38D, 8.2.1, has it, a part that is this codec's own and a counter. The
 * part is drawn anew before the counter begins again.
 */
function ivs(): () => Buffer {
  let own = randomBytes(ivBytes - counterBytes);
  let count = 0;
  return () => {
    if (count > 0xffff_ffff) {
      own = randomBytes(own.length);
      count = 0;
    }
    const iv = Buffer.allocUnsafe(ivBytes);
    iv.set(own);
    iv.writeUInt32BE(count, own.length);
    count += 1;
    return iv;
  };
}

/** The id of the key that a value is encrypted under; undefined if it is in clear. */
function keyIdOf(stored: Buffer): string | undefined {
  return markPattern.exec(stored.toString('latin1', 0, markBytes))?.[1];
}
