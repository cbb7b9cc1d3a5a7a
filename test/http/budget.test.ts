import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBudget, type Owner } from '../../src/http/budget.ts';

const most = 20;
const shares: Readonly<Record<string, number>> = { a: 12, b: 12, c: 4, d: 4 };
const owner = fc.constantFrom(...Object.keys(shares));
/** Takes something, or releases what was taken so many takes ago, perhaps a second time. */
const move = fc.oneof(
  fc.record({ take: fc.integer({ min: 0, max: 6 }), owners: fc.uniqueArray(owner, { maxLength: 3 }) }),
  fc.record({ giveBack: fc.nat(30) }),
);

type Taken = { amount: number; owners: string[]; giveBack: () => void; isHeld: boolean };

function heldBy(taken: readonly Taken[], name?: string): number {
  return taken
    .filter(({ isHeld, owners }) => isHeld && (name === undefined || owners.includes(name)))
    .reduce((sum, { amount }) => sum + amount, 0);
}

test('no budget is exceeded, nothing is refused that fits, and nothing is released twice', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const budget = createBudget(most);
      const taken: Taken[] = [];
      for (const each of moves) {
        if ('take' in each) {
          const fits =
            heldBy(taken) + each.take <= most &&
            each.owners.every((name) => heldBy(taken, name) + each.take <= (shares[name] ?? 0));
          const giveBack = budget.take(each.take, ...each.owners.map((name): Owner => [name, shares[name] ?? 0]));
          expect(giveBack !== undefined).toBe(fits);
          if (giveBack) taken.push({ amount: each.take, owners: each.owners, giveBack, isHeld: true });
        } else {
          const back = taken.at(-1 - each.giveBack);
          back?.giveBack();
          if (back) back.isHeld = false;
        }
        expect(budget.used()).toBe(heldBy(taken));
        for (const name of Object.keys(shares)) expect(heldBy(taken, name)).toBeLessThanOrEqual(shares[name] ?? 0);
      }
      const holding = Object.keys(shares).filter((name) => heldBy(taken, name) > 0);
      expect(budget.owners()).toBe(holding.length);
    }),
  );
});

test('an owner that uses nothing any more is forgotten', () => {
  const budget = createBudget(10);
  const takes = Array.from({ length: 1000 }, (_, i) => budget.take(1, [`report ${i}`, 1]) ?? (() => undefined));
  expect(budget.owners()).toBe(10);
  for (const giveBack of takes) giveBack();
  expect([budget.used(), budget.owners()]).toEqual([0, 0]);
});

test('what exceeds the share of one owner is charged to no other', () => {
  const budget = createBudget(10);
  budget.take(1, ['report', 1]);
  expect(budget.take(1, ['account', 5], ['report', 1])).toBeUndefined();
  expect([budget.used(), budget.owners()]).toEqual([1, 1]);
});
