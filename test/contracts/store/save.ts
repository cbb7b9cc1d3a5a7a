import { describe, expect, test } from 'vitest';
import { later, longMs, type StoreInUse, t0, titled, withProfile } from './given.ts';

type Rec = Awaited<ReturnType<StoreInUse['created']>>;

export function describeSave(used: StoreInUse): void {
  describe('save', () => {
    test('counts versions, and refuses a version that is not the newest', async () => {
      const record = await used.created();
      const [second, third] = [titled(record, 'second'), titled(record, 'third')];
      expect(await used.store.save(second, 1, later)).toBe(true);
      for (const version of [0, 1, 3]) expect(await used.store.save(third, version, { dueAt: t0 })).toBe(false);
      expect(await used.store.read(record.id)).toEqual({ record: second, version: 2 });
      expect(await used.due(t0)).toEqual([]);
      expect(await used.store.save(third, 2, later)).toBe(true);
      expect(await used.store.read(record.id)).toEqual({ record: third, version: 3 });
    });

    test('lets one of many at the same version through', async () => {
      const record = await used.created();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, i) => used.store.save(titled(record, String(i)), 1, later)),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await used.store.read(record.id)).toEqual({
        record: titled(record, String(outcomes.indexOf(true))),
        version: 2,
      });
    });

    test('judges each of many at once by itself, whatever comes with it', async () => {
      const records = await Promise.all(Array.from({ length: 5 }, () => used.created()));
      const [plain, profiled, moved, held, lost] = records as [Rec, Rec, Rec, Rec, Rec];
      const hold = await used.held(held);
      const over = { ...(await used.held(lost)), token: 'of somebody else' };
      const outcomes = await Promise.all([
        used.store.save(withProfile(profiled, 'profile-1'), 1, { dueAt: t0 + 1 }),
        used.store.save(titled(moved, 'moved'), 7, later),
        used.store.saveHeld(over, titled(lost, 'lost'), later, true),
        used.store.saveHeld(hold, withProfile(held, 'profile-2'), { dueAt: t0 + 2, sendAt: t0 + 3 }, true),
        used.store.save(titled(plain, 'plain'), 1, { dueAt: t0 + 4 }),
      ]);
      expect(outcomes.map((each) => (typeof each === 'object' ? each.version : each))).toEqual([
        true,
        false,
        'lost',
        2,
        true,
      ]);
      const due = [`${profiled.id} 1`, `${held.id} 2`, `${held.id} 3`, `${plain.id} 4`];
      expect((await used.due(t0 + 10)).toSorted()).toEqual(due.toSorted());
      const ofProfile = async (profileId: string) =>
        (await used.store.findCandidates(used.account, { templateId: profiled.templateId, profileId })).byProfile
          ?.record.id;
      expect(await Promise.all(['profile-1', 'profile-2'].map(ofProfile))).toEqual([profiled.id, held.id]);
      expect(await used.store.hold(held.id, longMs)).toBeDefined();
      expect(await used.store.hold(lost.id, longMs)).toBeUndefined();
    });

    test('says when it is on its way, before it is known what comes of it', async () => {
      const record = await used.created();
      const heard: string[] = [];
      for (const version of [1, 1]) {
        const saved = await used.store.save(
          titled(record, 'saved'),
          version,
          later,
          () => void heard.push('on its way'),
        );
        heard.push(String(saved));
      }
      expect(heard).toEqual(['on its way', 'true', 'on its way', 'false']);
    });

    test('needs no hold, and takes none away', async () => {
      const record = await used.created();
      await used.held(record);
      expect(await used.store.save(titled(record, 'beside'), 1, later)).toBe(true);
      expect(await used.store.hold(record.id, longMs)).toBeUndefined();
    });

    test('keeps only what can be written down', async () => {
      const record = await used.created();
      await used.store.save({ ...record, delivery: {}, asked: { answeredAt: t0 } }, 1, later);
      await used.store.save(record, 2, later);
      expect((await used.store.read(record.id))?.record).toEqual(record);
    });
  });
}
