import { crc32 } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Of a chunk: its length, its name and the checksum behind its data. */
const aroundData = 12;
/** A small file may hold a picture that fills the memory of a phone. */
const mostPixels = 2_000;

/** Whether it is a whole PNG and nothing else: signature, chunks with their checksums, and nothing behind the last. */
export function isPng(bytes: Buffer): boolean {
  if (!bytes.subarray(0, signature.length).equals(signature)) return false;
  const names: string[] = [];
  for (let at = signature.length; at < bytes.length; ) {
    const chunk = chunkAt(bytes, at);
    if (!chunk || (names.length === 0 && !isHead(chunk))) return false;
    names.push(chunk.name);
    at += chunk.data.length + aroundData;
  }
  return names.includes('IDAT') && names.indexOf('IEND') === names.length - 1;
}

type Chunk = { name: string; data: Buffer };

/** https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunkAt(bytes: Buffer, at: number): Chunk | undefined {
  if (at + aroundData > bytes.length) return undefined;
  const end = at + 8 + bytes.readUInt32BE(at);
  if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return undefined;
  return { name: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end) };
}

function isHead({ name, data }: Chunk): boolean {
  if (name !== 'IHDR' || data.length !== 13) return false;
  const sides = [data.readUInt32BE(0), data.readUInt32BE(4)];
  return sides.every((side) => side > 0 && side <= mostPixels);
}
