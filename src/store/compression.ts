import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { limits } from '../limits.ts';

/** No text begins so. */
const mark = 0;
/** Far more than any record: more of it was compressed to fill the memory. */
const mostBytes = 16 * limits.recordBytes;

export function compress(text: string): Buffer {
  return Buffer.concat([Buffer.of(mark), deflateRawSync(text)]);
}

/** A text as it was before it was compressed, or as it is if it was not. Throws for what was not compressed here. */
export function decompress(bytes: Buffer): string {
  if (bytes[0] !== mark) return bytes.toString('utf8');
  return inflateRawSync(bytes.subarray(1), { maxOutputLength: mostBytes }).toString('utf8');
}
