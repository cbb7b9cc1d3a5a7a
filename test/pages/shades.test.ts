import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shadeFor } from '../../src/pages/shades.ts';
import { pageStyle } from '../../src/pages/style.ts';
import { contrast } from './contrast.ts';

const [light = '', dark = ''] = [...pageStyle.text.matchAll(/:root \{([^}]*--ink: #[^}]*)\}/g)].map(
  ([, it = '']) => it,
);
const colourIn = (rules: string, name: string) => new RegExp(`--${name}: (#\\w+);`).exec(rules)?.[1] ?? '';
const colours = fc.nat(0xffffff).map((number) => `#${number.toString(16).padStart(6, '0')}`);

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('in %s', (scheme, rules) => {
  const grounds = ['paper', 'ground'].map((name) => colourIn(rules, name));

  test('every colour has a shade that can be read on the page, and a text that can be read on it', () => {
    fc.assert(
      fc.property(fc.oneof(colours, fc.constantFrom('#000000', '#ffffff', ...grounds)), (colour) => {
        const { accent, onAccent } = shadeFor(scheme, colour.length === 7 ? colour : '#ffffff');
        expect(accent).toMatch(/^#[0-9a-f]{6}$/);
        for (const ground of grounds) expect(contrast(accent, ground)).toBeGreaterThan(4.5);
        expect(contrast(onAccent, accent)).toBeGreaterThan(4.5);
      }),
    );
  });

  test('a colour that can be read stays as it is', () => {
    fc.assert(
      fc.property(colours, (colour) => {
        fc.pre(grounds.every((ground) => contrast(colour, ground) > 4.61));
        expect(shadeFor(scheme, colour).accent).toBe(colour);
      }),
    );
  });
});
