import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { limits } from '../../../src/limits.ts';
import { Activities, Candidate, CandidateRows, OneCandidate } from '../../../src/workable/api/candidates.ts';
import {
  Account,
  Accounts,
  Commented,
  DisqualificationReasons,
  Job,
  Jobs,
  Members,
  Permissions,
  Recruiters,
  readRefusal,
  Stages,
  Subscribed,
  Subscriptions,
} from '../../../src/workable/api/contract.ts';
import { everyPage, isNext, nextOf } from '../../../src/workable/api/page.ts';

/** In the shape of answers that a live account gave in July 2026; the people are made up. */
const candidate = {
  id: '27273038',
  name: 'Ines Testone',
  firstname: 'Ines',
  lastname: 'Testone',
  headline: 'Senior QA Engineer',
  image_url: null,
  account: { subdomain: 'acme', name: 'Acme' },
  job: { shortcode: '9CD658E13E', title: 'Account Executive' },
  stage: 'Phone Screen',
  stage_kind: 'phone-screen',
  disqualified: false,
  disqualified_at: null,
  withdrew: false,
  anonymized: false,
  disqualification_reason: null,
  hired_at: null,
  moved_to_offer_at: null,
  sourced: true,
  profile_url: 'https://acme.workable.com/backend/jobs/1/candidates/2',
  address: null,
  phone: null,
  email: 'ines.testone@example.test',
  created_at: '2026-07-23T19:21:06Z',
  updated_at: '2026-07-23T20:02:42Z',
  answers: [],
  originating_candidate_id: null,
};

describe('a candidate', () => {
  test('is read in our words, times as epoch ms', () => {
    expect(Candidate.parse(candidate)).toEqual({
      id: '27273038',
      name: 'Ines Testone',
      firstName: 'Ines',
      lastName: 'Testone',
      email: 'ines.testone@example.test',
      subdomain: 'acme',
      job: { shortcode: '9CD658E13E', title: 'Account Executive' },
      stage: 'Phone Screen',
      stageKind: 'phone-screen',
      isDisqualified: false,
      isWithdrawn: false,
      isAnonymized: false,
      isSourced: true,
      isHired: false,
      profileUrl: candidate.profile_url,
      createdAt: Date.UTC(2026, 6, 23, 19, 21, 6),
      updatedAt: Date.UTC(2026, 6, 23, 20, 2, 42),
    });
  });

  test.each<[string, object, object]>([
    ['a number as id', { id: 656878438 }, { id: '656878438' }],
    ['a job that is null', { job: null }, { job: undefined }],
    ['a job without a code', { job: { title: 'X' } }, { job: undefined }],
    ['the talent pool', { job: undefined, talent_pool: { talent_pool_id: 1 } }, { job: undefined }],
    ['hired', { hired_at: '2026-07-23T20:02:42Z' }, { isHired: true }],
    ['hired at an unreadable time', { hired_at: 'yesterday' }, { isHired: true }],
    ['no address', { email: null }, { email: undefined }],
    ['an unusable address', { email: 'ines at example' }, { email: 'ines at example' }],
    ['a flag that is not told', { anonymized: undefined }, { isAnonymized: false }],
    ['a time of another century', { updated_at: '9999-12-31T00:00:00Z' }, { updatedAt: undefined }],
    ['a day that does not exist', { updated_at: '2026-02-30T00:00:00Z' }, { updatedAt: undefined }],
    ['a time without a zone', { updated_at: '2026-07-23T20:02:42' }, { updatedAt: Date.UTC(2026, 6, 23, 20, 2, 42) }],
    ['a zone', { updated_at: '2026-07-23T22:02:42.5+0200' }, { updatedAt: Date.UTC(2026, 6, 23, 20, 2, 42, 500) }],
    ['a time that is a number', { updated_at: 1_784_000_000 }, { updatedAt: undefined }],
    ['a script as link', { profile_url: 'javascript:alert(1)' }, { profileUrl: undefined }],
    ['a copy', { originating_candidate_id: '272730ff' }, { copiedFrom: '272730ff' }],
  ])('is read with %s', (_, changes, read) => {
    expect(Candidate.parse({ ...candidate, ...changes })).toMatchObject(read);
  });

  test.each<[string, object]>([
    ['no id', { id: undefined }],
    ['an empty id', { id: '' }],
    ['an id of invisible characters', { id: '\u200b' }],
    ['an id of two lines', { id: 'a\nb' }],
    ['an endless id', { id: 'a'.repeat(limits.idCharacters + 1) }],
    ['a fraction as id', { id: 1.5 }],
    ['a flag that is a word', { disqualified: 'yes' }],
    ['a withdrawal that is a number', { withdrew: 1 }],
  ])('with %s is unreadable', (_, changes) => {
    expect(Candidate.safeParse({ ...candidate, ...changes }).success).toBe(false);
  });
});

describe('a list', () => {
  test('leaves out what cannot be read, and counts it', () => {
    const { rows, unread } = CandidateRows.parse({
      candidates: [candidate, null, { id: [] }, { ...candidate, id: 7 }],
    });
    expect(rows.map(({ id }) => id)).toEqual(['27273038', '7']);
    expect(unread).toBe(2);
  });

  test('has no more rows than a page can have', () => {
    const rows = (count: number) => ({ candidates: Array.from({ length: count }, () => candidate) });
    expect(CandidateRows.safeParse(rows(limits.spiRows)).success).toBe(true);
    expect(CandidateRows.safeParse(rows(limits.spiRows + 1)).success).toBe(false);
  });

  test.each([undefined, null, 'candidates', 7, {}, { length: 2 }])('of %j is unreadable', (candidates) => {
    expect(CandidateRows.safeParse({ candidates }).success).toBe(false);
  });
});

describe('the other answers', () => {
  test('of an account', () => {
    const account = { id: 7, name: 'Acme', subdomain: 'Acme', description: '', website_url: null };
    const read = { id: '7', name: 'Acme', subdomain: 'acme' };
    expect(Account.parse(account)).toEqual(read);
    expect(Accounts.parse({ accounts: [account, {}] })).toEqual({ rows: [read], unread: 1 });
  });

  test('of a job', () => {
    const job = { id: 9, shortcode: 'GROOV003', title: 'Engineer', state: 'closed', sample: true, confidential: false };
    expect(Job.parse({ ...job, created_at: '2026-07-23', department: 'R&D' })).toEqual({
      id: '9',
      shortcode: 'GROOV003',
      title: 'Engineer',
      state: 'closed',
      isSample: true,
      isConfidential: false,
      department: 'R&D',
    });
    expect(Job.parse({ ...job, sample: undefined, state: 'on hold' })).toMatchObject({
      state: 'other',
      isSample: false,
    });
    expect(Jobs.parse({ jobs: [job, { ...job, state: undefined }] })).toMatchObject({ unread: 1 });
  });

  test('of stages, whose ids are numbers', () => {
    const stage = {
      id: 5272271,
      identifier: '5077a1',
      slug: 'phone-screen',
      name: 'Phone Screen',
      kind: 'phone-screen',
    };
    const { rows } = Stages.parse({
      stages: [
        { ...stage, position: 3 },
        { ...stage, slug: '' },
        { ...stage, name: 7 },
      ],
    });
    expect(rows).toEqual([{ ...stage, id: '5272271', position: 3 }]);
  });

  test('of people', () => {
    const member = { id: '1f395d', name: 'Ada', headline: null, email: 'ada@acme.test', role: 'admin', active: true };
    const read = { id: '1f395d', name: 'Ada', email: 'ada@acme.test', role: 'admin', isActive: true };
    expect(Members.parse({ members: [member] }).rows).toEqual([read]);
    expect(Members.parse({ members: [{ ...member, collaboration_role: 'reviewer' }] }).rows).toEqual([
      { ...read, jobRole: 'reviewer' },
    ]);
    expect(Recruiters.parse({ recruiters: [{ id: 3, name: 'Bo', email: 'bo@x.test' }] }).rows).toEqual([
      { id: '3', name: 'Bo', email: 'bo@x.test' },
    ]);
  });

  test('of permissions', () => {
    const comment = ['admin', 'hiring_manager'];
    const answer = JSON.parse('{"ats:collab:candidates:comment":["admin","hiring_manager"],"__proto__":["x"],"odd":7}');
    expect([...Permissions.parse(answer)]).toEqual([['ats:collab:candidates:comment', comment]]);
    const many = Array.from({ length: limits.spiPermissionRoles + 1 }, () => 'admin');
    expect(Permissions.parse({ many }).get('many')).toHaveLength(limits.spiPermissionRoles);
  });

  test('of subscriptions', () => {
    const row = {
      id: 104693,
      event: 'candidate_moved',
      target: 'https://x.test/1',
      valid_until: null,
      stage_slug: null,
    };
    const { rows } = Subscriptions.parse({
      subscriptions: [
        { ...row, job_shortcode: '' },
        { ...row, id: '5', valid_until: '2026-07-23T19:53:40.273Z', job_shortcode: 'A', stage_slug: 's', state: 'on' },
        { ...row, valid_until: 'soon' },
      ],
    });
    const read = { id: '104693', event: 'candidate_moved', target: 'https://x.test/1' };
    expect(rows).toEqual([
      read,
      { ...read, id: '5', expiresAt: Date.UTC(2026, 6, 23, 19, 53, 40, 273), job: 'A', stage: 's', state: 'on' },
      // It is made anew.
      { ...read, expiresAt: 0 },
    ]);
    expect(Subscribed.parse({ id: 104697 })).toEqual({ id: '104697' });
  });

  test('of activities', () => {
    const stage = { id: 5272269, identifier: '50779f', name: 'Sourced', slug: 'sourced' };
    const row = { id: '9075283b', action: 'uploaded', stage_name: 'Sourced', action_stage: stage, target_stage: null };
    const [uploaded, comment] = Activities.parse({
      activities: [
        { ...row, created_at: '2026-07-23T19:21:46.175Z', body: null },
        {
          ...{ id: 'b', action: 'comment', body: 'One\nRef 4K7QJ2 result 1', member: { id: '1f395d', name: 'Ada' } },
          rating: { score: 'positive', scale: 'stars', grade: 3 },
          target_stage: 'interview',
        },
      ],
    }).rows;
    expect(uploaded).toEqual({
      id: '9075283b',
      action: 'uploaded',
      stageName: 'Sourced',
      stage: { ...stage, id: '5272269' },
      createdAt: Date.UTC(2026, 6, 23, 19, 21, 46, 175),
    });
    expect(comment).toMatchObject({
      body: 'One\nRef 4K7QJ2 result 1',
      member: { id: '1f395d', name: 'Ada' },
      rating: { score: 'positive', scale: 'stars', grade: 3 },
      targetStage: undefined,
    });
  });

  test('of reasons and of a comment that was made', () => {
    const reasons = [{ id: 'b29c63', description: 'Not a fit', candidate_withdrew: false, position: 1 }, { id: null }];
    expect(DisqualificationReasons.parse(reasons)).toEqual({
      rows: [{ id: 'b29c63', description: 'Not a fit', isWithdrawal: false }],
      unread: 1,
    });
    expect(Commented.parse({ id: '90775157' })).toEqual({ id: '90775157' });
    expect(Commented.safeParse(undefined).success).toBe(false);
  });

  test.each<[unknown, string | undefined]>([
    [{ error: 'Not found' }, 'Not found'],
    [{ error: { error: { error: { name: 'invalid_token' }, reason: 'unknown', description: 'Invalid' } } }, 'Invalid'],
    [{ validation_errors: { grade: ['is out of range'] } }, 'is out of range'],
    [{ message: 'target is missing' }, 'target is missing'],
    [{ error: '' }, undefined],
    [{ error: [[[[[['deep']]]]]] }, undefined],
    ['text', undefined],
    [undefined, undefined],
  ])('of a refusal: %j', (answer, words) => {
    expect(readRefusal(answer)).toBe(words);
  });
});

const schemas: Readonly<Record<string, z.ZodType>> = {
  ...{ Account, Accounts, Activities, Candidate, CandidateRows, Commented, DisqualificationReasons, Job, Jobs },
  ...{ Members, OneCandidate, Permissions, Recruiters, Stages, Subscribed, Subscriptions },
};

describe.each(Object.entries(schemas))('%s', (_, schema) => {
  const names = [
    'id',
    'candidates',
    'candidate',
    'jobs',
    'job',
    'stage',
    'members',
    'activities',
    'accounts',
    'length',
  ];
  const more = ['rating', 'disqualified', 'updated_at', 'slug', 'name', 'state', 'shortcode', 'subscriptions', 'body'];
  const key = fc.oneof(fc.constantFrom(...names, ...more, '__proto__', 'constructor'), fc.string());
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    object: fc.dictionary(key, tie('tree'), { maxKeys: 6 }),
    tree: fc.oneof({ maxDepth: 5 }, tie('leaf'), tie('list'), tie('object')),
  }));

  test('reads whatever is sent without an error, and keeps nothing endless', () => {
    fc.assert(
      fc.property(tree, (answer) => {
        const parsed = schema.safeParse(answer);
        const longest = JSON.stringify(parsed.data ?? '', (_key, value) =>
          typeof value === 'string' && value.length > limits.analysisCharacters ? expect.fail('too long') : value,
        );
        expect(longest === undefined || longest.length >= 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

// The permissions alone have names of any kind.
const { Permissions: _, ...withNames } = schemas;

test.each(Object.entries(withNames))('%s takes fields that it does not know', (_name, schema) => {
  const valid = fc.constantFrom(candidate, { candidate }, { id: 1, shortcode: 'A', state: 'draft', subdomain: 'a' });
  fc.assert(
    fc.property(valid, fc.dictionary(fc.string({ minLength: 20 }), fc.jsonValue()), (answer, added) => {
      expect(schema.safeParse({ ...added, ...answer }).data).toEqual(schema.safeParse(answer).data);
    }),
  );
});

const base = 'https://acme.workable.com/spi/v3';

describe('the next page', () => {
  test.each<[string | undefined, string | undefined]>([
    [`${base}/candidates?limit=100&since_id=2727030b`, 'candidates?limit=100&since_id=2727030b'],
    [`${base}/jobs/9CD658E13E/candidates?limit=100`, 'jobs/9CD658E13E/candidates?limit=100'],
    [`${base}/candidates`, 'candidates'],
    [undefined, undefined],
  ])('%s goes on at %s', (next, path) => {
    expect(nextOf({ candidates: [], paging: { next } }, base)).toBe(path);
  });

  test.each([
    'https://evil.example/spi/v3/candidates',
    'https://other.workable.com/spi/v3/candidates',
    'http://acme.workable.com/spi/v3/candidates',
    'https://acme.workable.com:8443/spi/v3/candidates',
    'https://user@acme.workable.com/spi/v3/candidates',
    'https://acme.workable.com@evil.example/spi/v3/candidates',
    'https://acme.workable.com/spi/v3/../v2/candidates',
    'https://acme.workable.com/spi/v3/%2e%2e/v2/candidates',
    'https://acme.workable.com/spi/v3candidates',
    'https://acme.workable.com/spi/v3/',
    'https://acme.workable.com/backend/candidates',
    'https://acme.workable.com/spi/v3/candidates#x',
    'https://acme.workable.com/spi/v3\\candidates x',
    '/spi/v3/candidates',
    `${base}/candidates?${'x'.repeat(limits.spiNextCharacters)}`,
    '',
    7,
  ])('%s leads nowhere', (next) => {
    expect(nextOf({ paging: { next } }, base)).toBe(null);
  });

  test('is absent on the last page', () => {
    for (const answer of [{}, { paging: null }, { paging: {} }, { paging: { next: null } }]) {
      expect(nextOf(answer, base)).toBe(undefined);
    }
    expect(nextOf({ paging: 'x' }, base)).toBe(null);
  });

  test('never leaves the API, whatever it says', () => {
    const parts = fc.constantFrom(
      base,
      'https://acme.workable.com',
      '/',
      '..',
      '%2e',
      '\\',
      '@',
      '?',
      '#',
      'a',
      '//evil',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string()), { maxLength: 8 }), (pieces) => {
        const path = nextOf({ paging: { next: pieces.join('') } }, base);
        if (typeof path !== 'string') return;
        expect(isNext(path)).toBe(true);
        expect(new URL(`${base}/${path}`).href.startsWith(`${base}/`)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('all pages', () => {
  const pagesOf = (count: number) => async (next: string | undefined) => {
    const page = Number(next ?? 0);
    return { rows: [page], unread: 1, ...(page + 1 < count ? { next: String(page + 1) } : {}) };
  };

  test('are read one after the other', async () => {
    expect(await everyPage(pagesOf(3))).toEqual({ rows: [0, 1, 2], unread: 3, isCut: false });
  });

  test('are no more than so many', async () => {
    const { rows, isCut } = await everyPage(pagesOf(limits.spiPages + 1));
    expect([rows.length, isCut]).toEqual([limits.spiPages, true]);
    expect(await everyPage(pagesOf(3), 2)).toMatchObject({ rows: [0, 1], isCut: true });
  });

  test('end where they lead back', async () => {
    const found = await everyPage(async () => ({ rows: ['x'], unread: 0, next: 'candidates?since_id=1' }));
    expect(found).toEqual({ rows: ['x', 'x'], unread: 0, isCut: true });
  });
});
