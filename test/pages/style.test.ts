import { describe, expect, test } from 'vitest';
import { pageStyle, styleOf } from '../../src/pages/style.ts';

const { text } = pageStyle;
const [light, dark] = [...text.matchAll(/:root \{([^}]*--ink: #[^}]*)\}/g)].map(([, rules = '']) => coloursIn(rules));

function coloursIn(rules: string): Map<string, string> {
  return new Map([...rules.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name = '', colour = '']) => [name, colour]));
}

/** WCAG 2.2: relative luminance. */
function luminanceOf(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.match(/\w\w/g);
  const [red = 0, green = 0, blue = 0] = (digits ?? []).map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one = '', other = ''): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
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

test('colours are used by name, so that each has all its forms', () => {
  const rules = text.replaceAll(/:root \{[^}]*\}/g, '').replace('body { background: #fff; }', '');
  expect(rules).not.toMatch(/#[0-9a-f]{3,6}\b|\brgb|\bhsl/i);
  for (const [, name = ''] of rules.matchAll(/var\(--([\w-]+)\)/g)) expect(light?.has(name)).toBe(true);
});

test('sides are named by the direction of the text', () => {
  expect(text).not.toMatch(/(padding|margin|border)-(left|right)|text-align: (left|right)|[{;] *(left|right|float):/);
});

test('a stylesheet stands in a page as it is', () => {
  expect(text).not.toMatch(/[&<"]/);
  expect(styleOf('a').source).toBe("'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='");
});
