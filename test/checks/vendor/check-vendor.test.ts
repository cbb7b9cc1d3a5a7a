import { expect, test } from 'vitest';
import { checkBent } from './run.ts';

test('a vendor that keeps the contract passes every clause', async () => {
  const { code, failed, notApplicable } = await checkBent({});
  expect({ failed, notApplicable, code }).toEqual({ failed: [], notApplicable: ['V58'], code: 0 });
});
