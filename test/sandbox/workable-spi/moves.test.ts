import { describe, expect, it } from 'vitest';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { archivedJob, call, closedJob, draftJob, job, outsider, recruiter, spiPerTest } from './open-spi.ts';

let spi: WorkableSpi;
spiPerTest((fresh) => {
  spi = fresh;
});

const member_id = '1f395d';
const post = (id: string, what: string, body: object = {}) =>
  call(spi, 'POST', `/candidates/${id}/${what}`, { body: { member_id, ...body } });
const statusOf = async (id: string, what: string, body: object = {}) => (await post(id, what, body)).status;
const read = async (id: string) => (await call(spi, 'GET', `/candidates/${id}`)).body.candidate;

describe('a move', () => {
  it('is answered with 202 and an empty text, and stands on the timeline', async () => {
    const { id } = spi.people.create();
    const answer = await post(id, 'move', { target_stage: 'ai-interview' });
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
      202,
      '',
      'text/plain; charset=utf-8',
    ]);
    expect((await read(id)).stage).toBe('AI Interview');
    expect(spi.timeline(id).at(-1)).toMatchObject({ action: 'ai-interview', memberId: member_id });
  });

  it('is 422 without a member, with an unknown one, and to an unknown stage', async () => {
    const { id } = spi.people.create();
    for (const body of [
      { target_stage: 'nowhere' },
      { target_stage: 'AI Interview' },
      {},
      { target_stage: 'on-site', member_id: undefined },
      { target_stage: 'on-site', member_id: '1' },
    ]) {
      expect(await statusOf(id, 'move', body)).toBe(422);
    }
    expect(await statusOf('1', 'move', { target_stage: 'on-site' })).toBe(404);
    expect((await read(id)).stage).toBe('Applied');
  });

  it.each([
    ['nothing', 202, 1],
    ['activity', 202, 2],
    [422, 422, 1],
  ] as const)('to the same stage: moveToSameStage = %s', async (moveToSameStage, status, rows) => {
    spi.switches({ moveToSameStage });
    const { id } = spi.people.create();
    expect(await statusOf(id, 'move', { target_stage: 'applied' })).toBe(status);
    expect(spi.timeline(id)).toHaveLength(rows);
  });
});

describe('a disqualification', () => {
  it('is 200 and empty, with its reason; a revert takes it back, empty as JSON', async () => {
    const { id } = spi.people.create();
    const body = { disqualify_reason_id: 'b29c66', disqualify_note: 'Sorry' };
    expect(await post(id, 'disqualify', body)).toMatchObject({ status: 200, text: '' });
    const disqualified = { disqualified: true, disqualification_reason: 'Took another offer', withdrew: true };
    expect(await read(id)).toMatchObject(disqualified);
    expect(spi.timeline(id).at(-1)).toMatchObject({ action: 'disqualified', body: 'Took another offer' });
    const answer = await post(id, 'revert');
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
      200,
      '',
      'application/json; charset=utf-8',
    ]);
    expect(await read(id)).toMatchObject({ disqualified: false, disqualification_reason: null, withdrew: false });
    expect(spi.timeline(id).at(-1)?.action).toBe('reverted');
  });

  it('is 422 with an unknown reason or a long note', async () => {
    const { id } = spi.people.create();
    expect(await statusOf(id, 'disqualify', { disqualify_reason_id: '1' })).toBe(422);
    expect(await statusOf(id, 'disqualify', { disqualify_note: 'x'.repeat(257) })).toBe(422);
    expect(await statusOf(id, 'disqualify', { disqualify_note: 'x'.repeat(256) })).toBe(200);
  });
});

describe('a relocation', () => {
  it('gives a new id, to which the timeline goes along with its ids; the old id is 404', async () => {
    const old = spi.people.create({ firstname: 'Ana' });
    const comment = spi.people.comment(old.id, 'Hello');
    const rating = spi.people.rate(old.id, 2);
    const createdAt = (await read(old.id)).created_at;
    spi.clock.advance(60_000);
    const { status, body } = await post(old.id, 'relocate', {
      target_job_shortcode: closedJob,
      target_stage: 'on-site',
    });
    const { id, url } = body.candidate;
    expect([status, url]).toEqual([201, `${spi.url}/candidates/${id}`]);
    expect((await call(spi, 'GET', `/candidates/${old.id}`)).status).toBe(404);
    expect(await read(id)).toMatchObject({ job: { shortcode: closedJob }, stage: 'On-site', created_at: createdAt });

    const { activities } = (await call(spi, 'GET', `/candidates/${id}/activities`)).body;
    expect(activities.slice(1, 3).map((row: { id: string }) => row.id)).toEqual([comment.id, rating.id]);
    const [, row, , moved, arrived] = activities;
    expect(row.updated_at).toBe(moved.created_at);
    expect(moved).toMatchObject({ action: 'moved', stage_name: 'On-site', target_stage: null });
    expect(arrived).toMatchObject({ action: 'on-site', stage_name: 'On-site', target_stage: { slug: 'on-site' } });
    const listed = (await call(spi, 'GET', '/candidates')).body.candidates;
    expect(listed.map((each: { id: string }) => each.id)).toEqual([id]);
  });

  it('without a stage goes to the one of the same slug', async () => {
    const { id } = spi.people.create({ stage: 'ai-interview' });
    const { body } = await post(id, 'relocate', { target_job_shortcode: closedJob });
    expect((await read(body.candidate.id)).stage).toBe('AI Interview');
  });

  it('to an unknown job is 404', async () => {
    const { id } = spi.people.create();
    expect(await statusOf(id, 'relocate', { target_job_shortcode: 'NOTHING' })).toBe(404);
    expect((await read(id)).id).toBe(id);
  });
});

describe('a copy', () => {
  it('has a new id and a timeline of its own; the first one stays', async () => {
    const first = spi.people.create();
    spi.people.comment(first.id, 'Hello');
    const { status, body } = await post(first.id, 'copy', { target_job_shortcode: closedJob });
    expect(status).toBe(201);
    const { id } = body.candidate;
    expect(await read(id)).toMatchObject({ originating_candidate_id: first.id, job: { shortcode: closedJob } });
    expect(spi.timeline(id).map(({ action }) => action)).toEqual(['copied']);
    expect((await read(first.id)).job.shortcode).toBe(job);
  });
});

/** One of each kind of write. */
const writes: [string, object][] = [
  ['move', { target_stage: 'on-site' }],
  ['disqualify', {}],
  ['revert', {}],
  ['copy', { target_job_shortcode: job }],
  ['relocate', { target_job_shortcode: job }],
  ['comments', { comment: { body: 'Hello' } }],
  ['ratings', { comment: 'Good', grade: 1 }],
];
const hits = async (id: string, changes: object = {}) => {
  const statuses = writes.map(
    async ([what, body]) => [what, await statusOf(id, what, { ...body, ...changes })] as const,
  );
  const refused = (await Promise.all(statuses)).filter(([, status]) => status === 403).map(([what]) => what);
  return refused.sort();
};
const all = writes.map(([what]) => what).sort();

describe('writes to a job', () => {
  it('that is closed pass, or are 403 where closedJobWrites = 403', async () => {
    const { id } = spi.people.create({ job: closedJob });
    spi.switches({ closedJobWrites: 403 });
    expect(await hits(id)).toEqual(all);
    spi.switches({ closedJobWrites: 'ok' });
    expect(await hits(id)).toEqual([]);
  });

  it('that is archived are 403, or comments and ratings pass', async () => {
    const { id } = spi.people.create({ job: archivedJob });
    expect(await hits(id)).toEqual(all);
    spi.switches({ archivedJobWrites: 'comments-pass' });
    expect(await hits(id)).toEqual(all.filter((what) => what !== 'comments' && what !== 'ratings'));
  });

  it('that became a draft are 403', async () => {
    const { id } = spi.people.create();
    spi.people.setJobState(job, 'draft');
    expect(await statusOf(id, 'move', { target_stage: 'on-site' })).toBe(403);
    expect(() => spi.people.create({ job: draftJob })).toThrow('422');
  });
});

describe('a member', () => {
  it('who is not in the hiring team is refused, unless a super admin', async () => {
    const { id } = spi.people.create();
    const stranger = spi.people.addMember();
    expect(await hits(id, { member_id: stranger.id })).toEqual(all);
    expect(await hits(id, { member_id: '1f395f' })).toEqual([]);
  });

  it('who is not in the hiring team passes where member403 = none', async () => {
    spi.switches({ member403: 'none' });
    const { id } = spi.people.create();
    expect(await statusOf(id, 'move', { target_stage: 'on-site', member_id: spi.people.addMember().id })).toBe(202);
  });

  it('without the job’s department is refused where member403 = department, a super admin too', async () => {
    spi.switches({ member403: 'department' });
    const { id } = spi.people.create();
    expect(await statusOf(id, 'move', { target_stage: 'on-site', member_id: '1f395f' })).toBe(403);
    expect(await statusOf(id, 'move', { target_stage: 'on-site', member_id: recruiter })).toBe(202);
  });

  it('may do what the permissions of the role in the job allow', async () => {
    const { id } = spi.people.create();
    spi.jobs[0]!.team[outsider] = 'recruiter';
    expect(await hits(id, { member_id: '1f3962' })).toEqual(['copy', 'disqualify', 'move', 'relocate', 'revert']);
    expect(await statusOf(id, 'comments', { comment: { body: 'Hello' }, member_id: outsider })).toBe(201);
    expect(await statusOf(id, 'ratings', { comment: 'Good', grade: 1, member_id: outsider })).toBe(403);
    spi.permissions['ats:collab:candidates:comment'] = ['admin'];
    expect(await statusOf(id, 'comments', { comment: { body: 'Hello' }, member_id: outsider })).toBe(403);
  });

  it('who has left is refused', async () => {
    const { id } = spi.people.create();
    spi.jobs[0]!.team['1f3965'] = 'simple';
    expect(await statusOf(id, 'comments', { comment: { body: 'Hello' }, member_id: '1f3965' })).toBe(403);
  });
});
