import { describe, expect, test } from 'vitest';
import { later, type StoreInUse, t0, template, withCandidateRef, withFailure } from './given.ts';

export function describeSchedule(used: StoreInUse): void {
  describe('the schedule', () => {
    test('names what is due by its clock, the longest due first, as many as are wanted', async () => {
      const times = [5, 3, 9, 3].map((ms) => ({ dueAt: t0 + ms }));
      const ids: string[] = [];
      for (const save of times) ids.push((await used.created({}, save)).id);
      const [a, b, c, d] = ids as [string, string, string, string];
      const same = [`${b} 3`, `${d} 3`].sort();
      expect(await used.due(t0 + 2)).toEqual([]);
      expect(await used.due(t0 + 3)).toEqual(same);
      expect(await used.due(t0 + 9)).toEqual([...same, `${a} 5`, `${c} 9`]);
      expect(await used.due(t0 + 9, 3)).toEqual([...same, `${a} 5`]);
    });

    test('moves with every save, and holds sending beside looking', async () => {
      const record = await used.created({}, { dueAt: t0 });
      const { id } = record;
      await used.store.save(record, 1, { dueAt: t0 + 100, sendAt: { callback: t0 + 50 } });
      expect(await used.due(t0 + 49)).toEqual([]);
      expect(await used.due(t0 + 50)).toEqual([`${id} 50`]);
      expect(await used.due(t0 + 100)).toEqual([`${id} 50`]);
      await used.store.save(record, 2, { dueAt: t0 + 100 });
      expect(await used.due(t0 + 50)).toEqual([]);
    });

    test('leaves deliveries out while the account waits, and nothing else', async () => {
      const record = await used.created({}, { dueAt: t0 });
      const { id } = record;
      const other = await used.created({}, { dueAt: t0 + 1 });
      await used.store.save(record, 1, { dueAt: t0 + 20, sendAt: { callback: t0 } });
      await used.store.pause(used.circuit, { until: t0 + 10, reason: 'rate', waits: 1 });
      expect(await used.due(t0 + 9)).toEqual([`${other.id} 1`]);
      expect(await used.nextAt(t0 + 9)).toBe(10);
      expect((await used.due(t0 + 10)).toSorted()).toEqual([`${other.id} 1`, `${id} 0`].toSorted());
    });

    test('keeps the failed apart, by when they failed', async () => {
      const [first, second] = [await used.created(), await used.created()];
      await used.store.save(withFailure(second, t0 + 1), 1, later);
      await used.store.save(withFailure(first, t0 + 2), 1, later);
      expect(await used.listed('failed')).toEqual([`${second.id} 1`, `${first.id} 2`]);
      await used.store.save(second, 2, later);
      expect(await used.listed('failed')).toEqual([`${first.id} 2`]);
    });

    test('changes all of it or nothing', async () => {
      const record = await used.created({}, { dueAt: t0 + 5 });
      const mine = await used.leased(record);
      await used.store.save(record, 1, { dueAt: t0 + 6 });
      const before = [await used.nextAt(t0), await used.listed('failed')];
      const change = { dueAt: t0 + 7, sendAt: { callback: t0 + 7 } };
      const failed = withFailure(withCandidateRef(record, 'p1'), t0);
      expect((await used.store.save(failed, 1, change)).outcome).toBe('moved');
      expect((await used.savedUnder(mine, failed, change, 0)).outcome).toBe('moved');
      await used.store.release(mine.lease);
      expect((await used.savedUnder({ ...mine, version: 2 }, failed, change, 0)).outcome).toBe('lost');
      expect([await used.nextAt(t0), await used.listed('failed')]).toEqual(before);
      const subjects = await used.store.findCandidates(used.account, { templateId: template, candidateRef: 'p1' });
      expect(subjects.byCandidateRef).toBeUndefined();
    });
  });
}
