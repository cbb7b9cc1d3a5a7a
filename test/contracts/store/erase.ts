import { describe, expect, test } from 'vitest';
import { always, later, type StoreInUse, t0, template, titled, withCandidateRef, withFailure } from './given.ts';

export function describeErase(used: StoreInUse): void {
  describe('erase', () => {
    test('leaves no trace', async () => {
      const record = withCandidateRef(withFailure(await used.created(), t0), 'p1');
      await used.store.save(record, 1, { dueAt: t0, sendAt: { callback: t0 } });
      await used.store.erase(record);
      expect(await used.store.read(record.id)).toBeUndefined();
      expect(await used.store.findByOrigin(used.account, record.origin)).toBeUndefined();
      expect(await used.store.findByPerson(used.account, record.candidate.email)).toEqual([]);
      expect(await used.due(always)).toEqual([]);
      expect([await used.listed('all'), await used.listed('failed')]).toEqual([[], []]);
      const reading = {
        templateId: template,
        externalId: record.id,
        email: record.candidate.email,
        candidateRef: 'p1',
      };
      expect(await used.store.findCandidates(used.account, reading)).toEqual({
        byExternalId: undefined,
        byCandidateRef: undefined,
        byEmail: [],
      });
    });

    test('leaves others alone, also those that learned the same reference since', async () => {
      const [first, second] = [await used.created(), await used.created()];
      await used.store.save(withCandidateRef(first, 'p1'), 1, later);
      await used.store.save(withCandidateRef(second, 'p1'), 1, later);
      await used.store.erase(withCandidateRef(first, 'p1'));
      const { byCandidateRef, byEmail } = await used.store.findCandidates(used.account, {
        templateId: template,
        email: 'ana@example.test',
        candidateRef: 'p1',
      });
      expect([byCandidateRef, ...byEmail].map((each) => each?.record.id)).toEqual([second.id, second.id]);
    });

    test('leaves what another process saved since, where that matters', async () => {
      const record = await used.created();
      await used.store.save(titled(record, 'since'), 1, later);
      expect(await used.store.erase(record, 1)).toBe(false);
      expect(await used.store.read(record.id)).toEqual({ record: titled(record, 'since'), version: 2 });
      expect(await used.due(always)).toHaveLength(1);
      expect(await used.store.erase(record, 2)).toBe(true);
      expect(await used.store.read(record.id)).toBeUndefined();
      expect(await used.store.erase(record, 2)).toBe(true);
    });

    test('stops a process that was about to save', async () => {
      const record = await used.created();
      await used.store.erase(record);
      await used.store.erase(record);
      expect((await used.store.save(record, 1, later)).outcome).toBe('moved');
      expect(await used.due(always)).toEqual([]);
    });
  });
}
