import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Costs, costsPage } from '../../scripts/costs-page.ts';

const published = JSON.parse(readFileSync('docs/costs.json', 'utf8')) as Costs;

// Written anew by `npm run costs`, and without measuring by `npx tsx scripts/costs.ts`.
test('the page of costs is made of the figures beside it', async () => {
  await expect(costsPage(published)).toMatchFileSnapshot('../../docs/costs.md');
});

const round: Costs = {
  machine: 'a machine',
  webhooksPerSecond: 1000,
  createsPerSecond: 1000,
  providerBytes: 2 ** 20 / 1200,
  stageBytes: 2 ** 21 / 1200,
  stageMs: 36,
  stageRequests: 2,
  bridgeMiB: 84,
  accountKiB: 0,
};

// 1,200 interviews a year take 1 MiB, and Redis half as much again; 3,500 MiB are left for them.
test.each([
  ['| provider | `365d` | 159 MiB | 834 MiB | **no**: 7.4 GiB | 2,333 |'],
  ['| stage | `365d` | 234 MiB | 1.5 GiB | **no**: 14.7 GiB | 1,166 |'],
  // 5,000 interviews in 160 hours, ten times the mean: 0.087 a second, of 4 and of 36 ms.
  ['| 50 | 5,000 | 5.2 | 0.035 % | 0.31 % | 0.1 |'],
  ['| 5,000 | 500,000 | 521 | 3.5 % | 31 % | 0.001 |'],
])('memory, processor and customers follow from the figures: %s', (line) => {
  expect(costsPage(round).split('\n')).toContain(line);
});

test('a core that is slow, and not the memory, ends how many customers there may be', () => {
  // 2 cores of 2 s each candidate, of which a customer has 0.0017 a second at the busiest.
  expect(costsPage({ ...round, stageMs: 2000 })).toContain('| stage | `30d` | 96 MiB | 207 MiB | 1.3 GiB | 576 |');
});
