import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Failure } from '../errors.ts';
import { pack, unpack } from './packing.ts';

/** Turns what is personal into what Redis may hold, and back. */
export type Codec = {
  seal(text: string): Buffer;
  /** The same for what is read rarely: it takes less room and more time. What is stored in clear stays legible. */
  sealPacked(text: string): Buffer;
  /** The same for bytes, which `openBytes` gives back as they were. */
  sealBytes(bytes: Buffer): Buffer;
  openBytes(stored: Buffer): Buffer;
  /** Throws Failure `internal` when no key opens it. */
  open(stored: Buffer): string;
  /** Sealing it again would change nothing but the bytes. */
  isCurrent(stored: Buffer): boolean;
  /** Seals it again, packed if it was. Throws as `open` does. */
  reseal(stored: Buffer): Buffer;
};

const ivBytes = 12;
/** So many are drawn at a time: the call into the system costs more than the bytes. */
const ivsAtOnce = 256;
const tagBytes = 16;

type Key = { key: Buffer; id: string; mark: Buffer };

const markPattern = /^sealed\.([\w-]{6})\./;
const markBytes = 'sealed.123456.'.length;

/**
 * AES-256-GCM under the first key; every key opens. What is sealed begins with `sealed.` and the id of its key, then come
 * the bytes of IV, text and tag. Without keys text is stored in clear, and text that was stored in clear before a key was
 * set can still be read.
 */
export function createCodec(dataKeys: readonly string[]): Codec {
  const keys = dataKeys.map((secret): Key => {
    const key = createHash('sha256').update(secret).digest();
    const id = createHash('sha256').update(key).digest('base64url').slice(0, 6);
    return { key, id, mark: Buffer.from(`sealed.${id}.`) };
  });
  const [first] = keys;
  let ivs = Buffer.alloc(0);
  const nextIv = (): Buffer => {
    if (ivs.length === 0) ivs = randomBytes(ivBytes * ivsAtOnce);
    const iv = ivs.subarray(0, ivBytes);
    ivs = ivs.subarray(ivBytes);
    return iv;
  };
  return {
    seal: (text) => encrypt(Buffer.from(text)),
    sealPacked: (text) => encrypt(first ? pack(text) : Buffer.from(text)),
    sealBytes: encrypt,
    openBytes: decrypt,
    open: (stored) => unpack(decrypt(stored)),
    isCurrent: (stored) => keyIdOf(stored) === first?.id,
    reseal: (stored) => (first ? encrypt(decrypt(stored)) : Buffer.from(unpack(decrypt(stored)))),
  };

  function encrypt(bytes: Buffer): Buffer {
    if (!first) return bytes;
    const iv = nextIv();
    const cipher = createCipheriv('aes-256-gcm', first.key, iv);
    return Buffer.concat([first.mark, iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  function decrypt(stored: Buffer): Buffer {
    const keyId = keyIdOf(stored);
    if (keyId === undefined) return stored;
    const found = keys.find(({ id }) => id === keyId);
    if (!found) throw unreadable(`Data is sealed with a key (${keyId}) that is not in DATA_KEY`);
    const bytes = stored.subarray(markBytes);
    try {
      const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const opened = decipher.update(bytes.subarray(ivBytes, -tagBytes));
      decipher.final();
      return opened;
    } catch {
      throw unreadable(`Data that was sealed with a key of DATA_KEY (${keyId}) is damaged`);
    }
  }
}

/** Of the key that something is sealed under; undefined when it is in clear. */
function keyIdOf(stored: Buffer): string | undefined {
  return markPattern.exec(stored.toString('latin1', 0, markBytes))?.[1];
}

function unreadable(why: string): Failure {
  return new Failure('internal', 'Internal error', { cause: new Error(why) });
}
