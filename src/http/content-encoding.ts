import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createUnzip } from 'node:zlib';
import { Failure } from '../errors.ts';

/** No known sender compresses twice, and each time costs as much as a whole body. */
const mostPackings = 3;

/**
 * The decompressors of a body, in the order of their use: none for a body that is not compressed, undefined for one
 * that is compressed too often. The first bytes decide whether a body is gzip, not the header. Unknown names are
 * ignored: some senders write a character set there, or `none`.
 */
export function unpackersOf(header: string | undefined, beginning: Buffer): Transform[] | undefined {
  if (beginning.length === 0) return [];
  const packings = knownPackingsOf(header).reverse();
  if (packings.length > mostPackings) return undefined;
  if (isGzip(beginning)) packings[0] = 'gzip';
  else if (isGzipName(packings[0])) packings.shift();
  return packings.map((name, i) => unpackerBy(name, i === 0 ? beginning : undefined));
}

/**
 * The decompressor of a request; undefined if it is not compressed. Throws Failure for a body that is compressed twice.
 */
export function unpackerOf(header: string | undefined): Transform | undefined {
  const [name, ...more] = knownPackingsOf(header);
  if (name === undefined) return undefined;
  if (more.length > 0) throw new Failure('invalid-json', 'Invalid JSON');
  return name === 'br' ? createBrotliDecompress() : createUnzip();
}

/** Whether bytes are a text, perhaps a truncated one. Compressed data holds control characters or is not UTF-8. */
export function isText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !/[^\P{Cc}\s]/u.test(text);
  } catch {
    return false;
  }
}

/** The known encodings, in lower case, in the order in which they were applied. */
export function knownPackingsOf(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(isKnown);
}

function isKnown(name: string): boolean {
  return isGzipName(name) || name === 'br' || name === 'deflate';
}

function unpackerBy(name: string, beginning: Buffer | undefined): Transform {
  if (isGzipName(name)) return createGunzip();
  if (name === 'br') return createBrotliDecompress();
  // Many send raw deflate, without the zlib frame that the RFC requires.
  return beginning && !isFramed(beginning) ? createInflateRaw() : createInflate();
}

function isGzipName(name: string | undefined): boolean {
  return name === 'gzip' || name === 'x-gzip';
}

function isGzip([first, second]: Buffer): boolean {
  return first === 0x1f && second === 0x8b;
}

/** RFC 1950: the method in the lower half of the first byte, and both bytes a multiple of 31. */
function isFramed([first = 0, second = 0]: Buffer): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
