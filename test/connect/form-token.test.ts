import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isForm, newForm } from '../../src/connect/stages/form-token.ts';

const words = fc.array(fc.string({ maxLength: 20 }), { minLength: 2, maxLength: 2 });

it('a form is known by its secret and its place, and never the same twice', () => {
  fc.assert(
    fc.property(fc.string(), words, (secret, place) => {
      const form = newForm(secret, place);
      expect(isForm(secret, place, form)).toBe(true);
      expect(newForm(secret, place)).not.toBe(form);
    }),
  );
});

it('a form of another link, another account or another step is none', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), words, words, (secret, other, place, elsewhere) => {
      fc.pre(secret !== other && place.join() !== elsewhere.join());
      const form = newForm(secret, place);
      expect(isForm(other, place, form)).toBe(false);
      expect(isForm(secret, elsewhere, form)).toBe(false);
    }),
  );
});

it('what no page has sent is no form', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (form) => !isForm('a-secret', ['acme', 'member'], form)));
  expect(isForm('a-secret', ['acme', 'member'], '.')).toBe(false);
});
