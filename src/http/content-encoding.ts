import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

/** Nobody packs more often than once; each time costs as much as a whole body. */
const mostPackings = 3;

/**
 * What makes of a body what it was before it was packed for the way, in the order of its use: nothing for what is not
 * packed, undefined where nobody knows the packing. Whether something is packed with gzip its first bytes say, if the
 * header does not or should be wrong.
 */
export function unpackersOf(header: string | undefined, beginning: Buffer): Transform[] | undefined {
  if (beginning.length === 0) return [];
  const packings = packingsOf(header).reverse();
  const [last] = packings;
  if (packings.length > mostPackings) return undefined;
  if (last === undefined) return isGzip(beginning) ? [createGunzip()] : [];
  if (isGzipName(last) && !isGzip(beginning)) packings.shift();
  const unpackers = packings.map((name, i) => unpackerOf(name, i === 0 ? beginning : undefined));
  return unpackers.every((unpacker) => unpacker !== undefined) ? unpackers : undefined;
}

/** The names in lower case, in the order of packing, without `identity`, which is none. */
export function packingsOf(header: string | undefined): string[] {
  const names = (header ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'identity');
}

function unpackerOf(name: string, beginning: Buffer | undefined): Transform | undefined {
  if (isGzipName(name)) return createGunzip();
  if (name === 'br') return createBrotliDecompress();
  // Many send it without the frame that its definition asks for.
  if (name === 'deflate') return beginning && !isFramed(beginning) ? createInflateRaw() : createInflate();
  return undefined;
}

function isGzipName(name: string): boolean {
  return name === 'gzip' || name === 'x-gzip';
}

function isGzip([first, second]: Buffer): boolean {
  return first === 0x1f && second === 0x8b;
}

/** RFC 1950: the method in the lower half of the first byte, and both bytes a multiple of 31. */
function isFramed([first = 0, second = 0]: Buffer): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
