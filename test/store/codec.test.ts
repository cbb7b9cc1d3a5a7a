import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../../src/store/codec.ts';
import { givenRecord, heard, saw, t0 } from '../interviews/given.ts';

const key = 'a-data-key-of-thirty-two-characters';
const record = JSON.stringify(
  heard(givenRecord({ concluded: { status: 'completed', at: t0 } }), [
    saw({ state: 'finished', isSubmitted: true, score: 7, analysis: 'Answers with examples.' }),
  ]),
);

describe.each(Object.entries({ 'with a key': [key], 'without a key': [] }))('%s', (_, keys) => {
  const codec = createCodec(keys);

  it('opens what it has sealed, packed or not, to the same text', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    fc.assert(
      fc.property(texts, (text) => {
        expect(codec.open(codec.seal(`{${text}`))).toBe(`{${text}`);
        expect(codec.open(codec.sealPacked(`{${text}`))).toBe(`{${text}`);
      }),
    );
  });

  it('seals under another key what was sealed, and packed stays packed', () => {
    const next = createCodec(['another-data-key-of-thirty-two-chars', ...keys]);
    for (const sealed of [codec.seal(record), codec.sealPacked(record)]) {
      const resealed = next.reseal(sealed);
      expect(next.isCurrent(resealed)).toBe(true);
      expect(next.open(resealed)).toBe(record);
      if (keys.length > 0) expect(resealed).toHaveLength(sealed.length);
    }
  });
});

it('takes less than half the room for a packed record', () => {
  const codec = createCodec([key]);
  expect(codec.sealPacked(record).length).toBeLessThan(codec.seal(record).length / 2);
});

it('leaves legible what is stored in clear', () => {
  expect(createCodec([]).sealPacked(record).toString()).toBe(record);
});

it('opens what was packed by the first version', () => {
  const packed = 'c2VhbGVkLjRwc20zMi63AX7vBGqUhzNQd6gHZvsdp81H5pufOpyRZtXApj2OWqHLqzgLgQ9uN3qJ2ECf0crEwAqvGWA=';
  expect(createCodec([key]).open(Buffer.from(packed, 'base64'))).toBe(
    '{"id":"default_1","candidate":{"firstName":"Lakita"},"invitation":{"state":"invited","at":17,"round":1},"story":[{"at":17,"text":"created"}]}',
  );
});
