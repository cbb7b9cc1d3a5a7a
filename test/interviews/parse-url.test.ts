import { expect, test } from 'vitest';
import { parseUrl } from '../../src/interviews/parse-url.ts';

test('a URL with letters beyond ASCII is one, however often it is asked about', () => {
  const wrong = Array.from(
    { length: 20_000 },
    () => parseUrl('https://bewerbung.müller.example/?n=ü')?.hostname,
  ).filter((hostname) => hostname !== 'bewerbung.xn--mller-kva.example');
  expect(wrong).toEqual([]);
});

test.each(['', 'bewerbung.müller.example', 'https://', 'https://a b.example/', 'http://[::1'])('%j is none', (text) => {
  expect(parseUrl(text)).toBeUndefined();
});

test('a relative one is one beside a base', () => {
  expect(parseUrl('/b?c=1', 'https://a.example/x')?.href).toBe('https://a.example/b?c=1');
});
