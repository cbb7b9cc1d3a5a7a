import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limits } from '../src/limits.ts';

const page = readFileSync('docs/limits.md', 'utf8');
const rows = new Map(
  page.split('\n').flatMap((line) => {
    const [, name = '', most = '', whose = '', beyond = ''] = line.split('|').map((cell) => cell.trim());
    return /^`\w+`$/.test(name) ? [[name.slice(1, -1), { most, whose, beyond }] as const] : [];
  }),
);

function textsIn(folder: string): { path: string; text: string }[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));
  return paths.map((path) => ({ path: join(folder, path), text: readFileSync(join(folder, path), 'utf8') }));
}

const sources = textsIn('src').filter(({ path }) => path !== join('src', 'limits.ts'));
const tests = textsIn('test').filter(({ path }) => path !== join('test', 'limits.test.ts'));

function naming(texts: readonly { path: string; text: string }[], name: string): string[] {
  const word = new RegExp(`\\blimits\\.${name}\\b|\\{[^}]*\\b${name}\\b[^}]*\\} = limits\\b`);
  return texts.filter(({ text }) => word.test(text)).map(({ path }) => path);
}

/** The number of a row in the unit of its name, from text such as `64 KiB`, `7 days` or `4,096`. */
function numberOf(text: string): number {
  const [number = '', unit = ''] = text.split(' ');
  const factor = { '': 1, KiB: 1024, MiB: 1024 ** 2, s: 1_000, minutes: 60_000, day: 86_400_000, days: 86_400_000 }[
    unit
  ];
  return Number(number.replaceAll(',', '')) * (factor ?? Number.NaN);
}

describe.each(Object.entries(limits))('%s', (name, value) => {
  test('stands in docs/limits.md with its number, its owner and what happens beyond it', () => {
    const row = rows.get(name);
    expect(numberOf(row?.most ?? '')).toBe(value);
    expect(row?.whose).not.toBe('');
    expect(row?.beyond).not.toBe('');
  });

  test('is kept by the code', () => {
    expect(naming(sources, name)).not.toEqual([]);
  });

  test('is pushed by a test', () => {
    expect(naming(tests, name)).not.toEqual([]);
  });
});

test('docs/limits.md has no row of which the code knows nothing', () => {
  expect([...rows.keys()].filter((name) => !(name in limits))).toEqual([]);
});
