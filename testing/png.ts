import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export function pngChunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A picture of one colour, with chunks of its own before the end. */
export function pngOf(width: number, height: number, { rgb = [200, 30, 90], more = [] as Buffer[] } = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const row = Buffer.from([0, ...Array.from({ length: Math.min(width, 4_000) }, () => rgb).flat()]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: Math.min(height, 200) }, () => row)));
  const chunks = [pngChunk('IHDR', head), pngChunk('IDAT', rows), ...more, pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

export function dataUriOf(png: Buffer): string {
  return `data:image/png;base64,${png.toString('base64')}`;
}
