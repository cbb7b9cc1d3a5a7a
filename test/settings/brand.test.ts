import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { brandRows } from '../../src/settings/brand.ts';
import { isPng } from '../../src/settings/png.ts';
import { dataUriOf, pngChunk, pngOf } from '../../testing/png.ts';

const logo = brandRows.BRAND_LOGO.value;
const png = pngOf(60, 20);
const padded = (bytes: number) => pngOf(60, 20, { more: [pngChunk('prVt', randomBytes(bytes))] });

describe('a logo', () => {
  test.each([
    ['of the usual kind', png],
    ['with chunks that we do not know', padded(500)],
    ['as large as a side may be', pngOf(2_000, 1)],
  ])('%s is kept as it is', (_what, bytes) => {
    expect(logo.parse(dataUriOf(bytes))).toBe(dataUriOf(bytes));
  });

  test.each([
    ['a JPEG that says it is a PNG', dataUriOf(Buffer.from('ffd8ffe000104a464946', 'hex'))],
    ['an SVG', `data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}`],
    ['a PNG by another name', dataUriOf(png).replace('image/png', 'image/gif')],
    ['an address', 'https://vendor.example/logo.png'],
    ['something behind the end', dataUriOf(Buffer.concat([png, Buffer.from('<script>')]))],
    ['a second end', dataUriOf(Buffer.concat([png, pngChunk('IEND', Buffer.alloc(0))]))],
    ['no end', dataUriOf(png.subarray(0, -12))],
    ['no picture', dataUriOf(Buffer.concat([png.subarray(0, 33), pngChunk('IEND', Buffer.alloc(0))]))],
    ['a picture before its head', dataUriOf(Buffer.concat([png.subarray(0, 8), png.subarray(33)]))],
    ['no width', dataUriOf(pngOf(0, 20))],
    ['a side that is too long', dataUriOf(pngOf(20, 2_001))],
    ['base64 with a gap', dataUriOf(png).replace(/.{20}$/, ' $&')],
    ['base64 with bits to spare', 'data:image/png;base64,iVBORx=='],
    ['nothing', 'data:image/png;base64,'],
  ])('that has %s is refused, in words that say what would be right', (_what, text) => {
    const { error } = logo.safeParse(text);
    expect(error?.issues[0]?.message).toMatch(/^should be a PNG of at most 2,000 pixels a side as a data URI/);
  });

  test('has at most 20 KiB, of which every byte of the data URI counts', () => {
    const longest = 3 * Math.floor((limits.logoBytes - 'data:image/png;base64,'.length) / 4);
    const fits = padded(longest - padded(0).length);
    expect(dataUriOf(fits).length).toBeLessThanOrEqual(limits.logoBytes);
    expect(logo.safeParse(dataUriOf(fits)).success).toBe(true);
    expect(logo.safeParse(dataUriOf(padded(longest - padded(0).length + 3))).success).toBe(false);
  });

  test('in which any bit is wrong is refused', () => {
    fc.assert(
      fc.property(fc.nat(png.length * 8 - 1), (bit) => {
        const bent = Buffer.from(png);
        bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(isPng(bent)).toBe(false);
      }),
    );
  });

  test('of any bytes at all is a question with an answer', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ maxLength: 100 }).map((rest) => Buffer.concat([png.subarray(0, 8), rest])),
      fc.nat(png.length - 1).map((length) => png.subarray(0, length)),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        expect(isPng(Buffer.from(some))).toBe(false);
      }),
    );
  });
});

test.each(['red', '#abc', '#0b5a8', '#0b5a8ag', '0b5a8a', '#0b5a8a;}', 'rgb(1,2,3)'])('%s is no colour', (text) => {
  expect(brandRows.BRAND_COLOR.value.safeParse(text).error?.issues[0]?.message).toBe(
    'should be a colour such as #0b5a8a',
  );
});

test('a name stands on one line, and is no longer than one', () => {
  const name = brandRows.VENDOR_NAME.value;
  expect(name.parse(' Acme\u200b \n Voice ')).toBe('Acme Voice');
  for (const text of [' ', '\u200b', 'a'.repeat(limits.wordCharacters + 1)]) {
    expect(name.safeParse(text).success).toBe(false);
  }
});
