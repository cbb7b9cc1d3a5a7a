import { describe, expect, test } from 'vitest';
import { later, longMs, type StoreInUse, t0, titled, withCandidateRef } from './given.ts';

type Rec = Awaited<ReturnType<StoreInUse['created']>>;

export function describeSave(used: StoreInUse): void {
  describe('save', () => {
    test('counts versions, and refuses a version that is not the newest', async () => {
      const record = await used.created();
      const [second, third] = [titled(record, 'second'), titled(record, 'third')];
      expect((await used.store.save(second, 1, later)).outcome).toBe('saved');
      for (const version of [0, 1, 3])
        expect((await used.store.save(third, version, { dueAt: t0 })).outcome).toBe('moved');
      expect(await used.store.read(record.id)).toEqual({ record: second, version: 2 });
      expect(await used.due(t0)).toEqual([]);
      expect((await used.store.save(third, 2, later)).outcome).toBe('saved');
      expect(await used.store.read(record.id)).toEqual({ record: third, version: 3 });
    });

    test('lets one of many at the same version through', async () => {
      const record = await used.created();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, i) => used.store.save(titled(record, String(i)), 1, later)),
      );
      const saved = outcomes.map(({ outcome }) => outcome);
      expect(saved.filter((outcome) => outcome === 'saved')).toHaveLength(1);
      expect(await used.store.read(record.id)).toEqual({
        record: titled(record, String(saved.indexOf('saved'))),
        version: 2,
      });
    });

    test('judges each of many at once by itself, whatever comes with it', async () => {
      const records = await Promise.all(Array.from({ length: 5 }, () => used.created()));
      const [plain, referred, moved, leased, lost] = records as [Rec, Rec, Rec, Rec, Rec];
      const mine = await used.leased(leased);
      const theirs = await used.leased(lost);
      const over = { ...theirs, lease: { ...theirs.lease, token: 'of another process' } };
      const outcomes = await Promise.all([
        used.store.save(withCandidateRef(referred, 'profile-1'), 1, { dueAt: t0 + 1 }),
        used.store.save(titled(moved, 'moved'), 7, later),
        used.savedUnder(over, titled(lost, 'lost'), later, 0),
        used.savedUnder(
          mine,
          withCandidateRef(leased, 'profile-2'),
          { dueAt: t0 + 2, sendAt: { callback: t0 + 3 } },
          0,
        ),
        used.store.save(titled(plain, 'plain'), 1, { dueAt: t0 + 4 }),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['saved', 'moved', 'lost', 'saved', 'saved']);
      const due = [`${referred.id} 1`, `${leased.id} 2`, `${plain.id} 4`];
      expect((await used.due(t0 + 10)).toSorted()).toEqual(due.toSorted());
      const ofCandidateRef = async (candidateRef: string) =>
        (await used.store.findCandidates(used.account, { templateId: referred.templateId, candidateRef }))
          .byCandidateRef?.record.id;
      expect(await Promise.all(['profile-1', 'profile-2'].map(ofCandidateRef))).toEqual([referred.id, leased.id]);
      expect(await used.store.acquire(leased.id, longMs)).toBeDefined();
      expect(await used.store.acquire(lost.id, longMs)).toBeUndefined();
    });

    test('says when it is on its way, before it is known what comes of it', async () => {
      const record = await used.created();
      const heard: string[] = [];
      for (const version of [1, 1]) {
        const onSent = () => void heard.push('on its way');
        const { outcome } = await used.store.save(titled(record, 'saved'), version, later, { onSent });
        heard.push(outcome);
      }
      expect(heard).toEqual(['on its way', 'saved', 'on its way', 'moved']);
    });

    test('needs no lease, and takes none away', async () => {
      const record = await used.created();
      await used.leased(record);
      expect((await used.store.save(titled(record, 'beside'), 1, later)).outcome).toBe('saved');
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
    });

    test('keeps only what can be written down', async () => {
      const record = await used.created();
      await used.store.save({ ...record, deliveries: {}, polled: { answeredAt: t0 } }, 1, later);
      await used.store.save(record, 2, later);
      expect((await used.store.read(record.id))?.record).toEqual(record);
    });
  });
}
