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

test('markup within markup stays as it is, lists are joined, and undefined is nothing', () => {
  const items = ['a & b', 'c'].map((text) => html`<li>${text}</li>`);
  expect(String(html`<ul>${items}</ul>${undefined}${0}`)).toBe('<ul><li>a &amp; b</li><li>c</li></ul>0');
});

test('what only looks like markup is escaped', () => {
  const lookalike = { toString: () => '<b>' } as never;
  expect(() => String(html`${lookalike}`)).toThrow();
});
