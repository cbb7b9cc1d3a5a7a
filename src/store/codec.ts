import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { compress, decompress } from './compression.ts';
import { unreadable } from './unreadable.ts';

/**
 * Turns what is personal into what Redis may hold, and back. `place` is where it lies: the whole name of its key, and the
 * field behind it where the key has several. What was sealed for one place opens at no other.
 */
export type Codec = {
  seal(text: string, place: string): Buffer;
  /** The same for what is read rarely: it takes less room and more time. What is stored in clear stays legible. */
  sealPacked(text: string, place: string): Buffer;
  /** The same for what is packed in a way of its own, or is no text. */
  sealBytes(bytes: Buffer, place: string): Buffer;
  /** Throws Failure `internal` when no key opens it, or it was sealed for another place. */
  openBytes(stored: Buffer, place: string): Buffer;
  open(stored: Buffer, place: string): string;
  /** It is not sealed although there is a key to seal with. */
  isInClear(stored: Buffer): boolean;
  /** Sealing it again would change nothing but the bytes. */
  isCurrent(stored: Buffer): boolean;
  /** Seals it again, packed if it was. Throws as `open` does. */
  reseal(stored: Buffer, place: string): Buffer;
};

/** Of one of the fields or members of a key. */
export function placeIn(key: string, field: string): string {
  return `${key} ${field}`;
}

const ivBytes = 12;
const tagBytes = 16;

type Key = { key: Buffer; id: string; mark: Buffer };

const markPattern = /^sealed\.([\w-]{6})\./;
const markBytes = 'sealed.123456.'.length;

/**
 * AES-256-GCM under the first key; every key opens. What is sealed begins with `sealed.` and the id of its key, then come
 * the bytes of IV, text and tag; the place is authenticated with them. Without keys text is stored in clear, and what was
 * stored in clear before a key was set still opens here: whether it may is for `opening.ts` to say.
 */
export function createCodec(dataKeys: readonly string[]): Codec {
  const keys = dataKeys.map((secret): Key => {
    const key = createHash('sha256').update(secret).digest();
    const id = createHash('sha256').update(key).digest('base64url').slice(0, 6);
    return { key, id, mark: Buffer.from(`sealed.${id}.`) };
  });
  const [first] = keys;
  return {
    seal: (text, place) => encrypt(Buffer.from(text), place),
    sealPacked: (text, place) => encrypt(first ? compress(text) : Buffer.from(text), place),
    sealBytes: encrypt,
    openBytes: decrypt,
    open: (stored, place) => decompress(decrypt(stored, place)),
    isInClear: (stored) => first !== undefined && keyIdOf(stored) === undefined,
    isCurrent: (stored) => keyIdOf(stored) === first?.id,
    reseal: (stored, place) => {
      const bytes = decrypt(stored, place);
      return first ? encrypt(bytes, place) : Buffer.from(decompress(bytes));
    },
  };

  function encrypt(bytes: Buffer, place: string): Buffer {
    if (!first) return bytes;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', first.key, iv).setAAD(Buffer.from(place));
    return Buffer.concat([first.mark, iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  function decrypt(stored: Buffer, place: string): Buffer {
    const keyId = keyIdOf(stored);
    if (keyId === undefined) return stored;
    const found = keys.find(({ id }) => id === keyId);
    if (!found) throw unreadable('NO_KEY', `Data is sealed with a key (${keyId}) that is not in DATA_KEY`);
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
      const why = `Data that was sealed with a key of DATA_KEY (${keyId}) is damaged, or was sealed for another place`;
      throw unreadable('DAMAGED', why);
    }
  }
}

/** Of the key that something is sealed under; undefined when it is in clear. */
function keyIdOf(stored: Buffer): string | undefined {
  return markPattern.exec(stored.toString('latin1', 0, markBytes))?.[1];
}
