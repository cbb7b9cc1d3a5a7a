import { describe, expect, test } from 'vitest';
import { until } from '../../support/world.ts';
import { longMs, type StoreInUse } from './given.ts';

export function describeLease(used: StoreInUse): void {
  describe('a person', () => {
    const email = 'ana@example.test';
    const lease = (ms = longMs, whom = email) => used.store.leasePerson(used.account, whom, ms);

    test('is leased by one of many', async () => {
      const leases = await Promise.all(Array.from({ length: 20 }, () => lease()));
      expect(leases.filter((each) => each !== undefined)).toHaveLength(1);
    });

    test('is recognised as the vendor recognises one, within the account', async () => {
      await lease();
      expect(await lease(longMs, ' Ana@Example.Test')).toBeUndefined();
      used.account = `${used.account}-2`;
      expect(await lease()).toEqual(expect.any(String));
    });

    test('is free once given back', async () => {
      await used.store.giveBackPerson(used.account, email, (await lease()) ?? '');
      expect(await lease()).toEqual(expect.any(String));
    });

    test('is free once the lease has run out, and no longer given back by its holder', async () => {
      const late = await lease(1);
      await until('it has run out', () => {
        used.world.tick();
        return lease();
      });
      await used.store.giveBackPerson(used.account, email, late ?? '');
      expect(await lease()).toBeUndefined();
    });
  });
}
