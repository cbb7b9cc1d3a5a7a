import { expect, test } from 'vitest';
import { evaluate, type Scrape } from '../../testing/alert-expressions.ts';
import { alertRules } from '../../testing/alert-rules.ts';

const minute = 60_000;

/** One sample of a counter or gauge for each minute; undefined where the series is absent. */
function scrapesOf(name: string, values: readonly (number | undefined)[], labels = {}): Scrape[] {
  return values.map((value, i) => ({
    at: (i + 1) * minute,
    samples: value === undefined ? [] : [{ name, labels, value }],
  }));
}

test('every expression of the alarms is understood, and true of nothing where there is nothing', () => {
  const scrapes = [{ at: 20 * minute, samples: [{ name: 'bridge_ready', labels: {}, value: 1 }] }];
  for (const { expr } of alertRules()) expect(evaluate(expr, scrapes)).toEqual([]);
});

const rising = 'sum((x_total unless x_total offset 15m) or increase(x_total[15m])) > 0';

test.each<[what: string, expression: string, values: (number | undefined)[], value: number | undefined]>([
  ['the largest of a gauge', 'max(x) > 2', [1, 3], 3],
  ['a gauge that is not above', 'max(x) > 3', [1, 3], undefined],
  ['a gauge below', 'min(x) < 3', [9, 1], 1],
  ['one that is equal', 'min(x) == 0', [0], 0],
  ['an absent series', 'absent(x)', [1, undefined, undefined, undefined, undefined, undefined], 1],
  ['a series that is there', 'absent(x)', [1], undefined],
  ['a counter that appears', rising, [undefined, 2], 2],
  ['a counter that rises', rising, [...Array(16).fill(1), 4], 3],
  ['a counter that stands still', rising, Array(17).fill(7), undefined],
  ['a counter that was reset', rising, [...Array(16).fill(7), 2], 2],
])('%s', (_what, expression, values, value) => {
  const name = expression.includes('x_total') ? 'x_total' : 'x';
  expect(evaluate(expression, scrapesOf(name, values))).toEqual(value === undefined ? [] : [{ labels: {}, value }]);
});

test('series are grouped by their labels, and selected by them', () => {
  const samples = ['rate', 'token', 'outage'].map((reason, i) => ({
    name: 'x',
    labels: { account: i < 2 ? 'acme' : 'globex', reason },
    value: i + 1,
  }));
  const now = [{ at: minute, samples }];
  expect(evaluate('sum by (account) (x) > 0', now)).toEqual([
    { labels: { account: 'acme' }, value: 3 },
    { labels: { account: 'globex' }, value: 3 },
  ]);
  expect(evaluate('max(x{reason="token"}) > 0', now)).toEqual([{ labels: {}, value: 2 }]);
  expect(evaluate('max(x{reason=~"rate|outage"}) > 0', now)).toEqual([{ labels: {}, value: 3 }]);
});

test.each(['max(x', 'avg(x) > 0', 'max(x) > 0 and max(y) > 0', 'rate(x[5m]) > 0'])('%s is refused', (expression) => {
  expect(() => evaluate(expression, [])).toThrow(/is not understood/);
});
