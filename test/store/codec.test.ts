import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { createCodec } from '../../src/store/codec.ts';
import { givenRecord, heard, saw, t0 } from '../interviews/given.ts';

const key = 'a-data-key-of-thirty-two-characters';
const place = 'bridge:{default}:interview:default_1';
const record = JSON.stringify(
  heard(givenRecord({ concluded: { status: 'completed', at: t0 } }), [
    saw({ state: 'finished', isSubmitted: true, score: { points: 7, of: 10 }, analysis: 'Answers with examples.' }),
  ]),
);

describe.each(Object.entries({ 'with a key': [key], 'without a key': [] }))('%s', (_, keys) => {
  const codec = createCodec(keys);

  it('opens what it has sealed, packed or not, to the same text', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    fc.assert(
      fc.property(texts, (text) => {
        expect(codec.open(codec.seal(`{${text}`, place), place)).toBe(`{${text}`);
        expect(codec.open(codec.sealPacked(`{${text}`, place), place)).toBe(`{${text}`);
      }),
    );
  });

  it('seals under another key what was sealed, and packed stays packed', () => {
    const next = createCodec(['another-data-key-of-thirty-two-chars', ...keys]);
    for (const sealed of [codec.seal(record, place), codec.sealPacked(record, place)]) {
      const resealed = next.reseal(sealed, place);
      expect(next.isCurrent(resealed)).toBe(true);
      expect(next.open(resealed, place)).toBe(record);
      if (keys.length > 0) expect(resealed).toHaveLength(sealed.length);
    }
  });
});

it('takes less than half the room for a packed record', () => {
  const codec = createCodec([key]);
  expect(codec.sealPacked(record, place).length).toBeLessThan(codec.seal(record, place).length / 2);
});

it('leaves legible what is stored in clear', () => {
  expect(createCodec([]).sealPacked(record, place).toString()).toBe(record);
});

it('opens what was packed and sealed by the first version', () => {
  const packed = 'c2VhbGVkLjRwc20zMi7r98y0rS9F27UMKhMPF07aX28FxgsVNFZjB+yWV3GCvPAK2Qk1gQeMfqQ6ya4ejL3z8HX8vQE=';
  expect(createCodec([key]).open(Buffer.from(packed, 'base64'), place)).toBe(
    '{"id":"default_1","candidate":{"firstName":"Lakita"},"invitation":{"state":"invited","at":17,"round":1},"story":[{"at":17,"text":"created"}]}',
  );
});

it('opens nothing at another place than it was sealed for, and nothing that was cut short', () => {
  const codec = createCodec([key]);
  for (const sealed of [codec.seal(record, place), codec.sealPacked(record, place)]) {
    expect(() => codec.open(sealed, `${place}2`)).toThrow(Failure);
    expect(() => codec.reseal(sealed, `${place}2`)).toThrow(Failure);
    for (const end of [sealed.length - 1, 40, 20, 14])
      expect(() => codec.open(sealed.subarray(0, end), place)).toThrow(Failure);
  }
});

it('unpacks no bomb', () => {
  const zeros = Buffer.concat([Buffer.of(0), deflateRawSync(Buffer.alloc(64 * 1024 * 1024))]);
  expect(() => createCodec([]).open(zeros, place)).toThrow();
});
