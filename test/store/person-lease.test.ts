import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStorage, type Storage } from '../../src/store/open.ts';
import { emptyDatabase } from '../support/redis.ts';
import { until } from '../support/world.ts';

const email = 'ana@example.test';
let storage: Storage;
let store: Storage['interviews'];
beforeAll(async () => {
  storage = await openStorage({ redisUrl: await emptyDatabase(), dataDir: '', dataKeys: [] }, 'guest');
  await storage.untilReady(3_000);
  store = storage.interviews;
});
afterAll(() => storage.close());

test('a person is leased by one of many', async () => {
  const leases = await Promise.all(Array.from({ length: 20 }, () => store.leasePerson('one-of-many', email, 20_000)));
  expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
});

test('a person is recognised as the vendor recognises one, within the account', async () => {
  await store.leasePerson('acme', email, 20_000);
  expect(await store.leasePerson('acme', ' Ana@Example.Test', 20_000)).toBeUndefined();
  expect(await store.leasePerson('globex', email, 20_000)).toEqual(expect.any(String));
});

test('a lease that is given back is free', async () => {
  const lease = await store.leasePerson('given-back', email, 20_000);
  await store.giveBackPerson('given-back', email, lease ?? '');
  expect(await store.leasePerson('given-back', email, 20_000)).toEqual(expect.any(String));
});

test('a lease that ran out is free, and no longer its holder’s to give back', async () => {
  const late = await store.leasePerson('ran-out', email, 1);
  await until('it has run out', () => store.leasePerson('ran-out', email, 20_000));
  await store.giveBackPerson('ran-out', email, late ?? '');
  expect(await store.leasePerson('ran-out', email, 20_000)).toBeUndefined();
});
