import { describe, expect, test } from 'vitest';
import { styleOfBrand } from '../../src/connect/style.ts';
import { consoleStyle } from '../../src/operator/console/style.ts';
import { pageStyle, styleOf } from '../../src/pages/style.ts';
import { contrast } from './contrast.ts';

const { text } = pageStyle;
const [light, dark] = [...text.matchAll(/:root \{([^}]*--ink: #[^}]*)\}/g)].map(([, rules = '']) => coloursIn(rules));

function coloursIn(rules: string): Map<string, string> {
  return new Map([...rules.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name = '', colour = '']) => [name, colour]));
}

describe.each([
  ['light', light],
  ['dark', dark],
])('in %s', (_scheme, colours) => {
  test.each([
    ['ink', 'paper'],
    ['ink', 'ground'],
    ['soft', 'paper'],
    ['soft', 'ground'],
    ['accent', 'paper'],
    ['accent', 'ground'],
    ['alarm', 'paper'],
    ['alarm', 'ground'],
    ['on-accent', 'accent'],
  ])('%s can be read on %s', (front, back) => {
    expect(contrast(colours?.get(front), colours?.get(back))).toBeGreaterThan(4.5);
  });
});

describe('in the console', () => {
  const own = [...consoleStyle.text.matchAll(/:root \{([^}]*--bad: #[^}]*)\}/g)].map(([, rules = '']) =>
    coloursIn(rules),
  );

  test.each([
    ['light', light, own[0]],
    ['dark', dark, own[1]],
  ])('tones can be read in %s', (_scheme, colours, tones) => {
    for (const tone of ['bad', 'good', 'warn']) {
      expect(contrast(tones?.get(tone), tones?.get(`${tone}-ground`))).toBeGreaterThan(4.5);
      expect(contrast(tones?.get(tone), colours?.get('paper'))).toBeGreaterThan(4.5);
    }
    for (const name of ['ink', 'accent'])
      expect(contrast(colours?.get(name), tones?.get('bad-ground'))).toBeGreaterThan(4.5);
  });
});

test('contrast is worked out as WCAG does', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 1);
});

test('every colour has its dark and its forced one', () => {
  const forced = /forced-colors: active\) \{\s*:root \{([^}]*)\}/.exec(text)?.[1] ?? '';
  const names = [...(light?.keys() ?? [])];
  expect(names.length).toBeGreaterThan(5);
  expect([...(dark?.keys() ?? [])]).toEqual(names);
  expect([...forced.matchAll(/--([\w-]+):/g)].map(([, name]) => name)).toEqual(names);
});

// A browser that forces colours paints a ground of its own behind the text, which hides text of that colour.
test('what is filled keeps its own pair of colours where they are forced', () => {
  const all = styleOfBrand('#0b5a8a').text;
  const filled = [...all.matchAll(/^([\w.]+) \{[^}]*background: var\(--accent\)/gm)].map(([, name]) => name);
  const kept = [...all.matchAll(/forced-colors: active\) \{ ([\w.]+) \{ forced-color-adjust: none; \} \}/g)];
  expect(filled.sort()).toEqual(['.button', 'button.main']);
  expect(kept.map(([, name]) => name).sort()).toEqual(filled);
});

test('colours are used by name, so that each has all its forms', () => {
  const rules = text.replaceAll(/:root \{[^}]*\}/g, '').replace('body { background: #fff; }', '');
  expect(rules).not.toMatch(/#[0-9a-f]{3,6}\b|\brgb|\bhsl/i);
  for (const [, name = ''] of rules.matchAll(/var\(--([\w-]+)\)/g)) expect(light?.has(name)).toBe(true);
});

test('sides are named by the direction of the text', () => {
  expect(text).not.toMatch(/(padding|margin|border)-(left|right)|text-align: (left|right)|[{;] *(left|right|float):/);
});

test('a stylesheet stands in a page as it is', () => {
  for (const each of [text, styleOfBrand('#0b5a8a').text, consoleStyle.text]) expect(each).not.toMatch(/[&<"]/);
  expect(styleOf('a').source).toBe("'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='");
});
