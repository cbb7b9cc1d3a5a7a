import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { createCodec } from '../../src/store/codec.ts';
import { givenRecord, heard, saw, t0 } from '../interviews/given.ts';

const key = 'a-data-key-of-thirty-two-characters';
const place = 'bridge:{default}:record:default_1';
const record = JSON.stringify(
  heard(givenRecord({ concluded: { status: 'completed', at: t0 } }), [
    saw({ state: 'finished', isSubmitted: true, score: { points: 7, of: 10 }, analysis: 'Answers with examples.' }),
  ]),
);

describe.each(Object.entries({ 'with a key': [key], 'without a key': [] }))('%s', (_, keys) => {
  const codec = createCodec(keys);

  it('opens what it has encrypted, compressed or not, to the same text', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    fc.assert(
      fc.property(texts, (text) => {
        expect(codec.decrypt(codec.encrypt(`{${text}`, place), place)).toBe(`{${text}`);
        expect(codec.decrypt(codec.encryptCompressed(`{${text}`, place), place)).toBe(`{${text}`);
      }),
    );
  });

  it('encrypts under another key what was encrypted, and compressed stays compressed', () => {
    const next = createCodec(['another-data-key-of-thirty-two-chars', ...keys]);
    for (const encrypted of [codec.encrypt(record, place), codec.encryptCompressed(record, place)]) {
      const encryptedAnew = next.encryptAnew(encrypted, place);
      expect(next.isCurrent(encryptedAnew)).toBe(true);
      expect(next.decrypt(encryptedAnew, place)).toBe(record);
      if (keys.length > 0) expect(encryptedAnew).toHaveLength(encrypted.length);
    }
  });
});

it('takes two thirds of the room at most for a compressed record', () => {
  const codec = createCodec([key]);
  expect(codec.encryptCompressed(record, place).length).toBeLessThan((codec.encrypt(record, place).length * 2) / 3);
});

it('leaves legible what is stored in clear', () => {
  expect(createCodec([]).encryptCompressed(record, place).toString()).toBe(record);
});

it('opens nothing at another place than it was encrypted for, and nothing that was cut short', () => {
  const codec = createCodec([key]);
  for (const encrypted of [codec.encrypt(record, place), codec.encryptCompressed(record, place)]) {
    expect(() => codec.decrypt(encrypted, `${place}2`)).toThrow(Failure);
    expect(() => codec.encryptAnew(encrypted, `${place}2`)).toThrow(Failure);
    for (const end of [encrypted.length - 1, 40, 20, 17])
      expect(() => codec.decrypt(encrypted.subarray(0, end), place)).toThrow(Failure);
  }
});

it('decompresses no bomb', () => {
  const zeros = Buffer.concat([Buffer.of(0), deflateRawSync(Buffer.alloc(64 * 1024 * 1024))]);
  expect(() => createCodec([]).decrypt(zeros, place)).toThrow();
});

it('uses no IV twice, nor the same ones as another process', () => {
  const [one, other] = [createCodec([key]), createCodec([key])];
  const mark = 'encrypted.123456.'.length;
  const ivs = Array.from({ length: 1000 }, () => [one.encrypt('', place), other.encrypt('', place)])
    .flat()
    .map((stored) => stored.toString('hex', mark, mark + 12));
  expect(new Set(ivs).size).toBe(ivs.length);
});
