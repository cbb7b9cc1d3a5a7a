import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Failure } from '../errors.ts';
import { pack, unpack } from './packing.ts';

/** Turns what is personal into what Redis may hold, and back. */
export type Codec = {
  seal(text: string): string;
  /** The same for what is read rarely: it takes less room and more time. What is stored in clear stays legible. */
  sealPacked(text: string): string;
  /** Throws Failure `internal` when no key opens it. */
  open(sealed: string): string;
  /** Sealing it again would change nothing but the bytes. */
  isCurrent(sealed: string): boolean;
  /** Seals it again, packed if it was. Throws as `open` does. */
  reseal(sealed: string): string;
};

const ivBytes = 12;
/** So many are drawn at a time: the call into the system costs more than the bytes. */
const ivsAtOnce = 256;
const tagBytes = 16;

type Key = { key: Buffer; id: string };

/**
 * AES-256-GCM under the first key; every key opens. Without keys text is stored in clear, and text that was stored in
 * clear before a key was set can still be read.
 */
export function createCodec(dataKeys: readonly string[]): Codec {
  const keys = dataKeys.map((secret) => {
    const key = createHash('sha256').update(secret).digest();
    return { key, id: createHash('sha256').update(key).digest('base64url').slice(0, 6) };
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
    seal: (text) => (first ? encrypt(first, Buffer.from(text)) : text),
    sealPacked: (text) => (first ? encrypt(first, pack(text)) : text),
    open: (text) => unpack(openBytes(text)),
    isCurrent: (text) => parse(text)?.id === first?.id,
    reseal: (text) => (first ? encrypt(first, openBytes(text)) : unpack(openBytes(text))),
  };

  function encrypt({ id, key }: Key, bytes: Buffer): string {
    const iv = nextIv();
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const sealed = Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    return `sealed.${id}.${sealed.toString('base64')}`;
  }

  function openBytes(text: string): Buffer {
    const sealed = parse(text);
    if (!sealed) return Buffer.from(text);
    const found = keys.find(({ id }) => id === sealed.id);
    if (!found) throw unreadable(`Data is sealed with a key (${sealed.id}) that is not in DATA_KEY`);
    const bytes = Buffer.from(sealed.body, 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const opened = decipher.update(bytes.subarray(ivBytes, -tagBytes));
      decipher.final();
      return opened;
    } catch {
      throw unreadable(`Data that was sealed with a key of DATA_KEY (${sealed.id}) is damaged`);
    }
  }
}

function parse(text: string): { id: string; body: string } | undefined {
  if (!text.startsWith('sealed.')) return undefined;
  const [, id = '', body = ''] = text.split('.');
  return { id, body };
}

function unreadable(why: string): Failure {
  return new Failure('internal', 'Internal error', { cause: new Error(why) });
}
