import { expect, test } from 'vitest';
import { vendorClauses } from '../../../src/checks/vendor/check-vendor.ts';
import { faults } from './faults.ts';
import { checkBent, quickPace } from './run.ts';

const ids = vendorClauses.flatMap(({ clauses }) => clauses.map(({ id }) => id));

test('every clause has a planted fault', () => {
  expect(Object.keys(faults).sort()).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
});

test.concurrent.each(Object.entries(faults))('the fault planted for %s is found', async (id, fault) => {
  const { also = [], options, callMs = quickPace.callMs, ...bend } = fault;
  const { code, failed } = await checkBent(bend, options, { ...quickPace, callMs });
  expect({ code, failed }).toEqual({ code: 1, failed: ids.filter((each) => each === id || also.includes(each)) });
});
