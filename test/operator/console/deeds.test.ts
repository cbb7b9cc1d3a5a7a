import { expect, test } from 'vitest';
import { consoleActions } from '../../../src/operator/console/registry.ts';
import { deeds } from '../../scenarios/console/deeds.ts';

test('of every action of the console it is said what it leaves in the history, which test:all then tries', () => {
  expect(Object.keys(deeds).sort()).toEqual(consoleActions.map(({ path }) => path).sort());
});
