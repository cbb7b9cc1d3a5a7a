import { describe, expect, test } from 'vitest';
import { always, later, longMs, type StoreInUse, titled } from './given.ts';

export function describeCreate(used: StoreInUse): void {
  describe('create', () => {
    test('keeps a record at its first version', async () => {
      const record = used.given();
      expect(await used.store.create(record, later)).toEqual({ isNew: true, record, version: 1 });
      expect(await used.store.read(record.id)).toEqual({ record, version: 1 });
      expect(await used.store.findByOrigin(used.account, record.origin)).toEqual({ record, version: 1 });
    });

    test('answers who has the origin, as that stands now, and keeps nothing else', async () => {
      const first = await used.created();
      const changed = titled(first, 'changed');
      await used.store.save(changed, 1, later);
      const second = used.given({
        origin: first.origin,
        candidate: { firstName: 'Eve', email: 'eve@example.test' },
      });
      expect(await used.store.create(second, later)).toEqual({ isNew: false, record: changed, version: 2 });
      expect(await used.store.read(second.id)).toBeUndefined();
      expect(await used.store.findByPerson(used.account, 'eve@example.test')).toEqual([]);
      expect(await used.listed('all')).toEqual([`${first.id} 0`]);
    });

    test('lets one of many equal ones at once be new', async () => {
      const { origin } = used.given();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => used.store.create(used.given({ origin }), later)),
      );
      expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(answers.map(({ record }) => record.id)).size).toBe(1);
    });

    test('takes over the origin of an erased interview', async () => {
      const first = await used.created();
      await used.store.erase(first);
      const second = await used.created({ origin: first.origin });
      expect((await used.store.findByOrigin(used.account, first.origin))?.record.id).toBe(second.id);
      await used.store.erase(first);
      expect((await used.store.findByOrigin(used.account, first.origin))?.record.id).toBe(second.id);
    });

    test('leaves the same origin of another account alone', async () => {
      const { origin } = await used.created();
      used.account = `${used.account}-2`;
      expect(await used.store.findByOrigin(used.account, origin)).toBeUndefined();
      await used.created({ origin });
    });
  });

  describe('what was never created', () => {
    test.each(['', 'nobody', 'acme_0000000000000000', '{evil}_0000000000000000'])('is not found as %j', async (id) => {
      expect(await used.store.read(id)).toBeUndefined();
      expect(await used.store.acquire(id, longMs)).toBeUndefined();
      expect(await used.store.findByOrigin(used.account, { door: 'provider', key: id })).toBeUndefined();
      expect(await used.store.findByPerson(used.account, id)).toEqual([]);
    });

    test('cannot be saved', async () => {
      const record = used.given();
      for (const version of [0, 1]) expect((await used.store.save(record, version, later)).outcome).toBe('moved');
      expect(await used.store.read(record.id)).toBeUndefined();
      expect(await used.due(always)).toEqual([]);
    });
  });
}
