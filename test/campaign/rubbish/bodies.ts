import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../support/random.ts';
import { type Json, type Place, placesIn, write } from './json.ts';
import { oddKey, oddValue } from './odd-values.ts';

export type Body = { bytes: Buffer; encoding?: string };

/** A valid body with a few things wrong in it: in its values, in its text, in its packing. Some stay as they are. */
export function spoilBody(random: Random, valid: Json): Body {
  let value = valid;
  const times = Number(random.pick({ 0: 2, 1: 6, 2: 3, 3: 1 }));
  for (let i = 0; i < times; i += 1) value = spoilValue(random, value);
  const text = Buffer.from(write(value));
  return pack(random, random.chance(0.12) ? spoilText(random, text) : text);
}

function spoilValue(random: Random, value: Json): Json {
  const places = placesIn(value);
  const place = places[random.whole(0, places.length - 1)];
  if (!place || random.chance(0.02)) return oddValue(random);
  switch (random.pick({ replace: 8, remove: 4, wrap: 2, add: 3, twice: 1 })) {
    case 'replace':
      place.replace(oddValue(random));
      break;
    case 'remove':
      place.remove();
      break;
    case 'wrap':
      place.replace(random.chance(0.5) ? [place.value] : { fields: [[oddKey(random), place.value]] });
      break;
    case 'add':
      insert(place.siblings, random, [oddKey(random), oddValue(random)]);
      break;
    case 'twice':
      insert(place.siblings, random, ['candidate_email', oddValue(random)]);
      break;
  }
  return value;
}

/** A field among fields, its value alone among the parts of a list. */
function insert(siblings: Place['siblings'], random: Random, field: [string, Json]): void {
  const at = random.whole(0, siblings.list.length);
  if (siblings.of === 'fields') siblings.list.splice(at, 0, field);
  else siblings.list.splice(at, 0, field[1]);
}

const marks = [Buffer.from('\ufeff'), Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff]), Buffer.from([0x1f, 0x8b])];
const noText = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0xf5, 0x80, 0x80, 0x80], [0x80]];

function spoilText(random: Random, text: Buffer): Buffer {
  const at = random.whole(0, text.length);
  const [before, after] = [text.subarray(0, at), text.subarray(at)];
  switch (random.pick({ cut: 3, twice: 1, mark: 2, byte: 3, noText: 3, wide: 1, empty: 1, trailing: 1, large: 1 })) {
    case 'cut':
      return before;
    case 'twice':
      return Buffer.concat([text, text]);
    case 'mark':
      return Buffer.concat([marks[random.whole(0, marks.length - 1)] ?? text, text]);
    case 'byte':
      return Buffer.concat([before, Buffer.from([random.whole(0, 255)]), after]);
    case 'noText':
      return Buffer.concat([before, Buffer.from(noText[random.whole(0, noText.length - 1)] ?? []), after]);
    case 'wide':
      return Buffer.from(text.toString(), 'utf16le');
    case 'empty':
      return Buffer.alloc(0);
    case 'trailing':
      return Buffer.concat([text, Buffer.from(',]}\n')]);
    case 'large':
      return Buffer.concat([text, Buffer.alloc(random.whole(1, 1_200_000), ' ')]);
  }
}

const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
const bombInBrotli = brotliCompressSync(Buffer.alloc(20 * 1024 * 1024, '['));
const nameWithoutEnd = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(300_000, 'x')]);

function pack(random: Random, bytes: Buffer): Body {
  if (random.chance(0.9)) return { bytes };
  switch (random.pick({ compressed: 6, cut: 2, not: 2, twice: 1, unknown: 1, bomb: 1, brotliBomb: 1, endless: 1 })) {
    case 'compressed': {
      const [encoding, packer] = packers[random.whole(0, packers.length - 1)] ?? ['gzip', gzipSync];
      return { bytes: packer(bytes), encoding };
    }
    case 'cut': {
      const compressed = gzipSync(bytes);
      return { bytes: compressed.subarray(0, random.whole(0, compressed.length)), encoding: 'gzip' };
    }
    case 'not':
      return { bytes, encoding: random.chance(0.5) ? 'gzip' : 'br' };
    case 'twice':
      return { bytes: gzipSync(gzipSync(bytes)), encoding: 'gzip, gzip' };
    case 'unknown':
      return { bytes, encoding: random.chance(0.5) ? 'zstd' : '' };
    case 'bomb':
      return { bytes: bomb, encoding: 'gzip' };
    case 'brotliBomb':
      return { bytes: bombInBrotli, encoding: 'br' };
    case 'endless':
      return { bytes: nameWithoutEnd, encoding: 'gzip' };
  }
}

const packers = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['GZIP', gzipSync],
  ['identity', (bytes: Buffer) => bytes],
] as const;
