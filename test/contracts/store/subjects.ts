import { describe, expect, test } from 'vitest';
import type { InterviewRecord } from '../../../src/interviews/record.ts';
import { later, type StoreInUse, t0, template, withCandidateRef } from './given.ts';

export function describeSubjects(used: StoreInUse): void {
  describe('a webhook may be about', () => {
    const nobody = { byExternalId: undefined, byCandidateRef: undefined, byEmail: [] };

    async function candidates(reading: {
      externalId?: string;
      email?: string;
      candidateRef?: string;
      templateId?: string;
    }) {
      const found = await used.store.findCandidates(used.account, { templateId: template, ...reading });
      return {
        byExternalId: found.byExternalId?.record.id,
        byCandidateRef: found.byCandidateRef?.record.id,
        byEmail: found.byEmail.map(({ record }) => record.id),
      };
    }

    test('the interview it names, of this account only', async () => {
      const record = await used.created();
      expect(await candidates({ externalId: record.id })).toEqual({ ...nobody, byExternalId: record.id });
      expect(await candidates({ externalId: 'nonsense' })).toEqual(nobody);
      used.account = `${used.account}-2`;
      expect(await candidates({ externalId: record.id })).toEqual(nobody);
    });

    test('the 50 newest interviews of the person, the newest first, at whatever template', async () => {
      const ids: string[] = [];
      for (let i = 0; i < 52; i += 1) {
        ids.unshift((await used.created({ createdAt: t0 + i, templateId: i % 2 ? template : 'template-2' })).id);
      }
      await used.created({ candidate: { firstName: 'Eve', email: 'eve@example.test' } });
      expect(await candidates({ email: ' Ana@Example.Test ' })).toEqual({ ...nobody, byEmail: ids.slice(0, 50) });
    });

    test('those created at the same moment, the last stored first', async () => {
      const ids: string[] = [];
      for (let i = 0; i < 5; i += 1) ids.unshift((await used.created()).id);
      expect((await candidates({ email: 'ana@example.test' })).byEmail).toEqual(ids);
    });

    test('the interview that was saved with the reference to the candidate last, at that template', async () => {
      const [first, second] = [await used.created(), await used.created()];
      await used.store.save(withCandidateRef(first, 'p1'), 1, later);
      expect(await candidates({ candidateRef: 'p1' })).toEqual({ ...nobody, byCandidateRef: first.id });
      const mine = await used.leased(second);
      await used.savedUnder(mine, withCandidateRef(second, 'p1'), later, 0);
      expect(await candidates({ candidateRef: 'p1' })).toEqual({ ...nobody, byCandidateRef: second.id });
      await used.store.save(withCandidateRef(first, 'p1'), 2, later);
      expect(await candidates({ candidateRef: 'p1' })).toEqual({ ...nobody, byCandidateRef: first.id });
      expect(await candidates({ candidateRef: 'p2' })).toEqual(nobody);
      expect(await candidates({ candidateRef: 'p1', templateId: 'template-2' })).toEqual(nobody);
    });

    test('the interview by every reference to the candidate that its attempts ever had', async () => {
      const record = withCandidateRef(withCandidateRef(await used.created(), 'p2'), 'p1');
      await used.store.save(record, 1, later);
      for (const candidateRef of ['p1', 'p2']) {
        expect(await candidates({ candidateRef })).toEqual({ ...nobody, byCandidateRef: record.id });
      }
    });

    test('nobody, where it says nothing', async () => {
      await used.store.save(withCandidateRef(await used.created(), 'p1'), 1, later);
      expect(await candidates({})).toEqual(nobody);
    });

    test('each as it stands now', async () => {
      const record = await used.created();
      const changed = withCandidateRef(record, 'p1');
      await used.store.save(changed, 1, later);
      const { candidate, id } = record;
      expect(
        await used.store.findCandidates(used.account, {
          templateId: template,
          externalId: id,
          email: candidate.email,
          candidateRef: 'p1',
        }),
      ).toEqual({
        byExternalId: { record: changed, version: 2 },
        byCandidateRef: { record: changed, version: 2 },
        byEmail: [{ record: changed, version: 2 }],
      });
    });
  });

  test('the 50 newest interviews of a person are found, one of them left out where it is not wanted', async () => {
    const records: InterviewRecord[] = [];
    for (let i = 0; i < 52; i += 1) records.push(await used.created({ createdAt: t0 + i }));
    const ids = records.slice(-50).map(({ id }) => id);
    const idsWithout = async (except?: string) =>
      (await used.store.findByPerson(used.account, 'ana@example.test', except)).map(({ record }) => record.id);
    expect(await idsWithout()).toEqual(ids);
    expect(await idsWithout(ids[7])).toEqual(ids.toSpliced(7, 1));
    const { turn } = (await used.store.createLeased(used.given(), later, 60_000)) ?? {};
    expect(turn?.person.others.map(({ record }) => record.id)).toEqual(ids);
  });

  test('every interview of a person is found by any spelling of the address, oldest first', async () => {
    const ids: string[] = [];
    for (const ms of [0, 1, 2]) {
      ids.push(
        (await used.created({ createdAt: t0 + ms, candidate: { firstName: 'A', email: 'ANA@example.test ' } })).id,
      );
    }
    const found = await used.store.findByPerson(used.account, 'Ana@Example.Test');
    expect(found.map(({ record, version }) => [record.id, version])).toEqual(ids.map((id) => [id, 1]));
  });
}
