import { expect, test } from 'vitest';
import { consoleActions, consolePages } from '../../../src/operator/console/registry.ts';

/** Whether some address is of both: a name stands for any text. */
function coincide(a: string, b: string): boolean {
  const [one, other] = [a.split('/'), b.split('/')];
  const isName = (part: string | undefined) => part?.startsWith(':') === true;
  return one.length === other.length && one.every((part, i) => part === other[i] || isName(part) || isName(other[i]));
}

test('no address is of a page and of an action', () => {
  const both = consolePages.flatMap((page) =>
    consoleActions.filter((action) => coincide(page.path, action.path)).map((action) => [page.path, action.path]),
  );
  expect(both).toEqual([]);
  expect(consolePages.length * consoleActions.length).toBeGreaterThan(500);
});

test('the way back from each action is a page', () => {
  const pages = consolePages.map(({ path }) => path);
  expect(consoleActions.map(({ from }) => from).filter((from) => !pages.includes(from))).toEqual([]);
});

test('no two pages and no two actions have one path', () => {
  for (const all of [consolePages, consoleActions]) {
    const paths = all.map(({ path }) => path.replaceAll(/:\w+/g, ':'));
    expect(new Set(paths).size).toBe(paths.length);
  }
});
