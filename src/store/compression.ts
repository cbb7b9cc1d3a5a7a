import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { limits } from '../limits.ts';

/** No text begins with these bytes. */
const mark = 0;
/** Far larger than any record: a larger result means a decompression bomb. */
const mostBytes = 16 * limits.recordBytes;

/** For texts of some KB: the memory that deflate takes by default, a quarter of a MB, costs more time than its work. */
const small = { level: 3, memLevel: 5, windowBits: 12, chunkSize: 2048 };

export function compress(text: string): Buffer {
  return Buffer.concat([Buffer.of(mark), deflateRawSync(text, small)]);
}

/** Decompresses a text, or returns one that is not compressed. Throws for data that this module did not compress. */
export function decompress(bytes: Buffer): string {
  if (bytes[0] !== mark) return bytes.toString('utf8');
  return inflateRawSync(bytes.subarray(1), { maxOutputLength: mostBytes }).toString('utf8');
}
