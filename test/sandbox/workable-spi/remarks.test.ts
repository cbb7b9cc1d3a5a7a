import { beforeEach, describe, expect, it } from 'vitest';
import { policies } from '../../../sandbox/workable-spi/contract.ts';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { call, closedJob, spiPerTest } from './open-spi.ts';

let spi: WorkableSpi;
let id: string;
spiPerTest((fresh) => {
  spi = fresh;
});
beforeEach(() => {
  ({ id } = spi.people.create({ stage: 'ai-interview' }));
});

const member_id = '1f395d';
const everyone = ['admin', 'hiring_manager', 'recruiter', 'recruiting_admin', 'reviewer', 'simple'];
const comment = (given: object = {}, by = member_id) =>
  call(spi, 'POST', `/candidates/${id}/comments`, { body: { member_id: by, comment: { body: 'Hello', ...given } } });
const rows = async (actions: string) =>
  (await call(spi, 'GET', `/candidates/${id}/activities?actions=${actions}`)).body.activities;
const visibility = async () => (await rows('comment')).at(-1).visibility_roles.sort();

describe('a comment', () => {
  it('is answered with 201 and the id of its activity', async () => {
    const answer = await comment();
    expect([answer.status, answer.body]).toEqual([201, { id: expect.any(String) }]);
    expect(await rows('comment')).toMatchObject([
      { id: answer.body.id, body: 'Hello', member: { name: 'Interview Bridge' } },
    ]);
  });

  it('is answered with an empty text where commentAnswer = empty', async () => {
    spi.switches({ commentAnswer: 'empty' });
    expect(await comment()).toMatchObject({ status: 201, text: '' });
    expect(await rows('comment')).toHaveLength(1);
  });

  it('is kept twice where it is sent twice', async () => {
    await comment();
    await comment();
    expect(await rows('comment')).toHaveLength(2);
  });

  it('is kept, and not answered, where commentCommittedThenTimeout says so', async () => {
    spi.switches({ commentCommittedThenTimeout: 1 });
    const body = JSON.stringify({ member_id, comment: { body: 'Hello' } });
    const headers = { authorization: `Bearer ${spi.token}`, 'content-type': 'application/json' };
    const url = `${spi.url}/candidates/${id}/comments`;
    const sent = fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(300) });
    await expect(sent).rejects.toThrow();
    expect(spi.comments(id)).toHaveLength(1);
    expect(spi.requests.at(-1)?.status).toBe(0);
    expect((await comment()).status).toBe(201);
  });

  it.each([{ body: '' }, { body: undefined }, { body: 5 }, { policy: ['everyone'] }, { policy: 'admin' }])(
    'with %j is 422',
    async (wrong) => {
      expect((await comment(wrong)).status).toBe(422);
    },
  );

  it('needs a member, and an object', async () => {
    const post = (body: unknown) => call(spi, 'POST', `/candidates/${id}/comments`, { body });
    expect((await post({ comment: { body: 'Hello' } })).status).toBe(422);
    expect((await post({ member_id, comment: 'Hello' })).status).toBe(422);
    expect((await post({ member_id, body: 'Hello' })).status).toBe(422);
    expect(spi.comments(id)).toEqual([]);
  });

  it('longer than the limit of the switch is 422', async () => {
    expect((await comment({ body: 'x'.repeat(10_000) })).status).toBe(201);
    spi.switches({ commentLimit: 9_999 });
    expect((await comment({ body: 'x'.repeat(10_000) })).status).toBe(422);
  });
});

describe('who sees a comment', () => {
  it('without a policy: all but external recruiters', async () => {
    await comment();
    expect(await visibility()).toEqual(everyone.filter((role) => role !== 'recruiter'));
  });

  it('without a policy in the confidential zone: those with at least the author’s reach', async () => {
    spi.people.move(id, 'offer');
    await comment({}, '1f3960');
    expect(await visibility()).toEqual(['admin', 'hiring_manager', 'recruiting_admin']);
    await comment({}, '1f3962');
    expect(await visibility()).toEqual(['admin', 'hiring_manager', 'recruiting_admin', 'reviewer', 'simple']);
  });

  it.each(policies.map((policy) => [policy]))('with %j: those and admins', async (policy) => {
    spi.switches({ unknownPolicy: 422 });
    expect((await comment({ policy: policy.toReversed() })).status).toBe(201);
    expect(await visibility()).toEqual([...new Set([...policy, 'admin'])].sort());
  });

  it('with a set that is not documented: as sent, or 422 where unknownPolicy = 422', async () => {
    expect((await comment({ policy: ['simple'] })).status).toBe(201);
    expect(await visibility()).toEqual(['admin', 'simple']);
    spi.switches({ unknownPolicy: 422 });
    expect((await comment({ policy: ['simple'] })).status).toBe(422);
  });
});

describe('an attachment', () => {
  const data = Buffer.from('%PDF-1.4 report').toString('base64');

  it('is among the files, and read without the token', async () => {
    await comment({ attachment: { name: 'report.pdf', data } });
    const { files } = (await call(spi, 'GET', `/candidates/${id}/files`)).body;
    expect(files).toEqual([{ name: 'report.pdf', preview_url: expect.any(String), source: 'comment' }]);
    const [{ preview_url: url }] = files;
    const answer = await fetch(url);
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      200,
      '%PDF-1.4 report',
      'application/pdf',
    ]);
    expect((await fetch(url, { headers: { authorization: `Bearer ${spi.token}` } })).status).toBe(400);
    expect((await fetch(`${url}0`)).status).toBe(404);
  });

  it.each([{ name: 'report.pdf' }, { data }, { name: 'report.pdf', data: 'no base64!' }])(
    'of %j is 422',
    async (attachment) => {
      expect((await comment({ attachment })).status).toBe(422);
    },
  );

  it.each([413, 422] as const)('that is too large is %i', async (attachmentRefusal) => {
    spi.switches({ attachmentLimit: 15, attachmentRefusal });
    expect((await comment({ attachment: { name: 'report.pdf', data } })).status).toBe(201);
    spi.switches({ attachmentLimit: 14 });
    expect((await comment({ attachment: { name: 'report.pdf', data } })).status).toBe(attachmentRefusal);
    expect(spi.comments(id)).toHaveLength(1);
  });
});

const rate = (method: 'POST' | 'PUT', given: object = {}) =>
  call(spi, method, `/candidates/${id}/ratings`, { body: { member_id, comment: 'Good', grade: 1, ...given } });

describe('a rating', () => {
  it.each([
    ['POST', 201],
    ['PUT', 200],
  ] as const)('by %s is answered with an empty text', async (method, status) => {
    const answer = await rate(method);
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
      status,
      '',
      'text/plain; charset=utf-8',
    ]);
    const [row] = await rows('rating');
    expect(row).toMatchObject({
      body: 'Good',
      rating: { score: 'positive', scale: 'thumbs', grade: 1 },
      stage_name: 'AI Interview',
    });
    expect(row.visibility_roles.sort()).toEqual(everyone);
  });

  it.each([
    ['thumbs', 0, 'negative'],
    ['thumbs', 2, 'definite'],
    ['stars', 1, 'negative'],
    ['stars', 3, 'positive'],
    ['numbers', 9, 'definite'],
  ])('of %s %i is %s', async (scale, grade, score) => {
    await rate('PUT', { scale, grade });
    expect((await rows('rating'))[0].rating).toEqual({ score, scale, grade });
  });

  it.each([
    { grade: 3 },
    { grade: -1 },
    { grade: 1.5 },
    { grade: undefined },
    { scale: 'stars', grade: 5 },
    { scale: 'numbers', grade: 10 },
    { scale: 'percent' },
    { comment: '' },
    { comment: undefined },
    { member_id: undefined },
    { member_id: '1' },
  ])('with %j is 422', async (wrong) => {
    expect((await rate('POST', wrong)).status).toBe(422);
    expect((await rate('PUT', wrong)).status).toBe(422);
    expect(await rows('rating')).toEqual([]);
  });

  it('by a deprecated score ignores scale and grade', async () => {
    await rate('PUT', { scale: 'stars', grade: 7, score: 'definite' });
    expect((await rows('rating'))[0].rating).toEqual({ score: 'definite', scale: 'thumbs', grade: 2 });
  });

  it('is changed by PUT in its row, of a disqualified candidate of a closed job too', async () => {
    const moved = spi.people.relocate(id, closedJob, 'ai-interview');
    id = moved.id;
    spi.people.disqualify(id);
    await rate('PUT');
    const [before] = await rows('rating');
    await rate('PUT', { grade: 4, scale: 'stars', comment: 'Very good' });
    const after = await rows('rating');
    expect(after).toMatchObject([{ id: before.id, created_at: before.created_at, body: 'Very good' }]);
    expect(after[0].updated_at > before.updated_at).toBe(true);
    expect(after[0].rating).toEqual({ score: 'definite', scale: 'stars', grade: 4 });
  });

  it('by another member, or in another stage, is another row', async () => {
    await rate('PUT');
    await rate('PUT', { member_id: '1f395e' });
    spi.people.move(id, 'on-site');
    await rate('PUT');
    expect(await rows('rating')).toHaveLength(3);
  });
});

describe('a second POST of a rating', () => {
  it.each([
    ['second', 201, ['Good', 'Better']],
    ['replace', 201, ['Better']],
    [422, 422, ['Good']],
  ] as const)('where postRatingTwice = %s is %i', async (postRatingTwice, status, bodies) => {
    spi.switches({ postRatingTwice });
    await rate('POST');
    expect((await rate('POST', { comment: 'Better' })).status).toBe(status);
    expect((await rows('rating')).map(({ body }: { body: string }) => body)).toEqual(bodies);
  });
});

describe('the stage_id of a PUT', () => {
  const number = 5_272_272;
  const hex = number.toString(16);

  it('says which stage it is about, wherever the candidate is now', async () => {
    spi.people.move(id, 'on-site');
    expect((await rate('PUT', { stage_id: hex })).status).toBe(200);
    expect(await rows('rating')).toMatchObject([{ stage_name: 'AI Interview' }]);
    await rate('PUT', { stage_id: hex, comment: 'Better' });
    expect(await rows('rating')).toMatchObject([{ stage_name: 'AI Interview', body: 'Better' }]);
  });

  it.each([
    ['identifier', hex, number],
    ['id', number, hex],
  ] as const)('is the %s', async (stageId, right, wrong) => {
    spi.switches({ stageId });
    expect((await rate('PUT', { stage_id: wrong })).status).toBe(422);
    expect((await rate('PUT', { stage_id: right })).status).toBe(200);
  });
});
