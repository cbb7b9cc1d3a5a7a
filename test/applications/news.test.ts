import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newsOf } from '../../src/applications/news.ts';
import {
  type ApplicationRecord,
  type Enrolment,
  enrolled,
  newApplication,
  withEnrolment,
} from '../../src/applications/record.ts';
import { applicationStandingOf, applicationStandings } from '../../src/applications/standing.ts';

const now = 1_800_000_000_000;
const none = newApplication({ id: 'acme_application.x', account: 'acme', candidateId: 'c', againKey: 'k' }, now);
const known: ApplicationRecord = {
  ...none,
  person: { firstName: 'Ana', email: 'ana@example.test', updatedAt: now, source: 'read' },
};
const stay = { job: 'J', stage: 's', templateId: 't', since: now, at: now };

function having(changes: Partial<Enrolment>, record = known): ApplicationRecord {
  return withEnrolment(enrolled(record, stay), 1, (each) => ({ ...each, ...changes }));
}

/** Even a read does not say in which stage of the job the candidate stands. */
const unclear: ApplicationRecord = { ...known, seen: [{ job: 'J', updatedAt: now, first: now, read: now }] };
const left = { at: now, why: 'disqualified' as const, hadResult: false };
const blocked = { reason: 'template-gone' as const, since: now, retryAt: now };

describe('where an application stands', () => {
  test.each<[(typeof applicationStandings)[number], ApplicationRecord]>([
    ['not_enrolled', known],
    ['waiting', having({})],
    ['blocked', having({}, none)],
    ['blocked', having({ blocked })],
    ['held', having({ held: 'ask' })],
    ['waiting', having({ held: 'ask', askedAt: now })],
    ['interviewed', having({ interviewId: 'acme_1' })],
    ['interviewed', having({ interviewId: 'acme_1' }, none)],
    ['left', having({ interviewId: 'acme_1', left })],
    ['gone', { ...having({ left }), gone: { at: now, why: 'deleted' } }],
    ['unclear', unclear],
    ['not_enrolled', { ...unclear, seen: [{ job: 'J', updatedAt: now, first: now, webhook: now }] }],
    ['not_enrolled', { ...unclear, seen: [{ job: 'J', stage: 's', updatedAt: now, first: now, read: now }] }],
  ])('is %s', (standing, record) => {
    expect(applicationStandingOf(record)).toBe(standing);
  });

  test('is stored by its place, so the list only grows', () => {
    expect(applicationStandings.slice(0, 8)).toEqual([
      ...['not_enrolled', 'waiting', 'blocked', 'held', 'interviewed', 'left', 'gone', 'unclear'],
    ]);
  });
});

describe('news of an application', () => {
  test.each<[string, ApplicationRecord, ApplicationRecord, object | undefined]>([
    ['a stay begins', known, having({}), { outcome: 'enrolled' }],
    ['a stay begins that waits for a person', known, having({ held: 'ask' }), { outcome: 'held' }],
    ['there is no address', none, having({}, none), { outcome: 'blocked', detail: 'address' }],
    ['the template is gone', having({}), having({ blocked }), { outcome: 'blocked', detail: 'template-gone' }],
    ['it still is', having({ blocked }), having({ blocked: { ...blocked, retryAt: now + 1 } }), undefined],
    ['the candidate leaves', having({}), having({ left }), { outcome: 'left', detail: 'disqualified' }],
    ['the candidate is back', having({ left }), having({ returns: 1 }), { outcome: 'returned' }],
    ['an interview is made', having({}), having({ interviewId: 'acme_1' }), undefined],
    ['the stage cannot be told', known, unclear, { outcome: 'unclear', detail: 'stage' }],
    ['it still cannot', unclear, unclear, undefined],
    ['the candidate is gone', having({}), { ...having({ left }), gone: { at: now, why: 'deleted' } }, undefined],
  ])('where %s', (_, before, after, news) => {
    expect(newsOf(before, after)).toEqual(news && { event: 'application', ...news });
  });

  test('there is none where nothing has changed, and nothing of a person is in it', () => {
    const states = fc.constantFrom(known, having({}), having({ blocked }), having({ left }), having({ held: 'never' }));
    fc.assert(
      fc.property(states, states, (before, after) => {
        expect(newsOf(before, before)).toBeUndefined();
        expect(JSON.stringify(newsOf(before, after) ?? {})).not.toMatch(/Ana|example\.test/);
      }),
    );
  });
});
