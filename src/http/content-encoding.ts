import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createUnzip } from 'node:zlib';
import { Failure } from '../errors.ts';

/** Nobody packs more often than once; each time costs as much as a whole body. */
const mostPackings = 3;

/**
 * What makes of a body what it was before it was packed for the way, in the order of its use: nothing for what is not
 * packed, undefined for what is packed too often. The first bytes say whether something is packed with gzip, whatever the
 * header says. Names that nobody knows are passed over: some write a character set there, or `none`.
 */
export function unpackersOf(header: string | undefined, beginning: Buffer): Transform[] | undefined {
  if (beginning.length === 0) return [];
  const packings = knownPackingsOf(header).reverse();
  if (packings.length > mostPackings) return undefined;
  if (isGzip(beginning)) packings[0] = 'gzip';
  else if (isGzipName(packings[0])) packings.shift();
  return packings.map((name, i) => unpackerBy(name, i === 0 ? beginning : undefined));
}

/** What unpacks a request; undefined where it is not packed. Throws Failure for what is packed twice. */
export function unpackerOf(header: string | undefined): Transform | undefined {
  const [name, ...more] = knownPackingsOf(header);
  if (name === undefined) return undefined;
  if (more.length > 0) throw new Failure('invalid-json', 'Invalid JSON');
  return name === 'br' ? createBrotliDecompress() : createUnzip();
}

/** Whether bytes are a text, perhaps a cut one. What is packed holds control characters, or is no UTF-8. */
export function isText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !/[^\P{Cc}\s]/u.test(text);
  } catch {
    return false;
  }
}

/** The names that can be unpacked, in lower case and in the order of packing. */
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
  // Many send it without the frame that its definition asks for.
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
