import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html } from '../../src/http/html.ts';

test('no text can end the place it stands in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(String(html`${text}`)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
    }),
  );
});

test('no text turns the direction of what follows it, or holds unreadable characters', () => {
  const turns = '\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069';
  expect(String(html`<p title="${`a${turns}b`}">${['c\u202Ed', '\u001B[31me\u0000', 'f\tg\nh']}</p>`)).toBe(
    '<p title="ab">cd[31mef\tg\nh</p>',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(String(html`${text}${turns}`)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    }),
  );
});

test('what is written from right to left stays as it is', () => {
  expect(String(html`${'مريم \u200Fאבי 👩‍👩‍👧'}`)).toBe('مريم \u200Fאבי 👩‍👩‍👧');
});

test('markup within markup stays as it is, lists are joined, and undefined is nothing', () => {
  const items = ['a & b', 'c'].map((text) => html`<li>${text}</li>`);
  expect(String(html`<ul>${items}</ul>${undefined}${0}`)).toBe('<ul><li>a &amp; b</li><li>c</li></ul>0');
});

test('what only looks like markup is escaped', () => {
  const lookalike = { toString: () => '<b>' } as never;
  expect(() => String(html`${lookalike}`)).toThrow();
});
