import { describe, expect, it, test } from 'vitest';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { call, closedJob, draftJob, job, spiPerTest } from './open-spi.ts';

let spi: WorkableSpi;
spiPerTest((fresh) => {
  spi = fresh;
});

const get = async (path: string) => (await call(spi, 'GET', path)).body;
type Row = { id: string; stage: string; updated_at: string };
const ids = async (query = '') => (await get(`/candidates${query}`)).candidates.map(({ id }: Row) => id);
/** On the wire. */
const seconds = () => `${new Date(spi.clock.now()).toISOString().slice(0, 19)}Z`;

describe('a candidate', () => {
  it('is read whole by its id, with the name of its stage', async () => {
    const { id } = spi.people.create({
      firstname: 'Ana',
      lastname: 'Novak',
      email: 'ana@example.test',
      stage: 'on-site',
    });
    const { candidate } = await get(`/candidates/${id}`);
    expect(candidate).toMatchObject({
      id,
      name: 'Ana Novak',
      email: 'ana@example.test',
      job: { shortcode: job, title: 'Frontend Engineer' },
      stage: 'On-site',
      stage_kind: 'interview',
      disqualified: false,
      withdrew: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(JSON.stringify(candidate)).not.toContain('on-site');
  });

  it('is listed in a shorter form', async () => {
    spi.people.create();
    const [row] = (await get('/candidates')).candidates;
    for (const missing of ['withdrew', 'disqualified_at', 'resume_url', 'answers', 'image_url', 'tags']) {
      expect(row).not.toHaveProperty(missing);
    }
    expect(row).toMatchObject({ stage: 'Applied', stage_kind: 'applied', phone: expect.any(String) });
  });

  it('of the talent pool has no job', async () => {
    const { id } = spi.people.create({ job: null });
    const { candidate } = await get(`/candidates/${id}`);
    expect(candidate).toMatchObject({
      talent_pool: { talent_pool_id: 737_404, identifier: 'b407c' },
      stage: 'Sourced',
    });
    expect(candidate).not.toHaveProperty('job');
    expect(await ids()).toEqual([id]);
  });

  it('that is deleted is 404, and in no list', async () => {
    const { id } = spi.people.create();
    spi.people.delete(id);
    expect(await call(spi, 'GET', `/candidates/${id}`)).toMatchObject({ status: 404, body: { error: 'Not found' } });
    expect((await call(spi, 'GET', `/candidates/${id}/activities`)).status).toBe(404);
    expect(await ids()).toEqual([]);
  });

  it('that is anonymized has no name, no address and no text', async () => {
    const { id } = spi.people.create({ firstname: 'Ana' });
    spi.people.comment(id, 'Ana is nice');
    spi.people.anonymize(id);
    const { candidate } = await get(`/candidates/${id}`);
    expect(candidate).toMatchObject({ anonymized: true, email: null, phone: null });
    expect(JSON.stringify([candidate, await get(`/candidates/${id}/activities`)])).not.toContain('Ana');
  });

  it('that is disqualified keeps its stage, and stays in lists', async () => {
    const { id } = spi.people.create({ stage: 'on-site' });
    spi.people.withdraw(id);
    const { candidate } = await get(`/candidates/${id}`);
    expect(candidate).toMatchObject({ stage: 'On-site', disqualified: true, withdrew: true });
    expect((await get('/candidates')).candidates).toMatchObject([{ id, disqualified: true }]);
    spi.people.revert(id);
    const back = (await get(`/candidates/${id}`)).candidate;
    expect(back).toMatchObject({ disqualified: false, withdrew: false, disqualified_at: null });
  });

  it('that is hired says since when', async () => {
    const { id } = spi.people.create();
    spi.people.hire(id);
    expect((await get('/candidates')).candidates).toMatchObject([{ stage: 'Hired', hired_at: expect.any(String) }]);
  });
});

describe('updated_at', () => {
  type Change = (id: string) => unknown;
  const changes: [string, Change][] = [
    ['a move', (id) => spi.people.move(id, 'on-site')],
    ['a disqualification', (id) => spi.people.disqualify(id)],
    ['an edit', (id) => spi.people.edit(id, { phone: '1' })],
    ['a comment', (id) => spi.people.comment(id, 'Hello')],
    ['a rating', (id) => spi.people.rate(id, 2)],
  ];
  it.each(changes)('moves on with %s', async (_, change) => {
    const { id } = spi.people.create();
    spi.clock.advance(60_000);
    change(id);
    const at = seconds();
    expect((await get(`/candidates/${id}`)).candidate.updated_at).toBe(at);
    expect(await ids(`?updated_after=${at}`)).toEqual([id]);
    expect(await ids(`?updated_after=${Date.parse(at) / 1000 + 1}`)).toEqual([]);
  });

  it('moves on with a comment of the API too', async () => {
    const { id } = spi.people.create();
    const body = { member_id: spi.member.id, comment: { body: 'Hello' } };
    await call(spi, 'POST', `/candidates/${id}/comments`, { body });
    const at = seconds();
    expect((await get(`/candidates/${id}`)).candidate.updated_at).toBe(at);
  });
});

describe('a list', () => {
  it('is filtered by job, stage slug, e-mail and creation', async () => {
    const ana = spi.people.create({ email: 'ana@example.test', stage: 'ai-interview' });
    const ben = spi.people.create({ job: closedJob, email: 'ben@example.test' });
    spi.clock.advance(60_000);
    const eve = spi.people.create({ email: 'eve@example.test' });
    expect(await ids(`?shortcode=${closedJob}`)).toEqual([ben.id]);
    expect(await ids('?stage=ai-interview')).toEqual([ana.id]);
    expect(await ids('?stage=AI%20Interview')).toEqual([]);
    expect(await ids('?email=ANA@example.test')).toEqual([ana.id]);
    expect(await ids(`?created_after=${seconds()}`)).toEqual([]);
    expect(await ids(`?created_after=${Math.floor(eve.createdAt / 1000)}`)).toEqual([eve.id]);
    expect((await get(`/jobs/${job}/candidates`)).candidates.map(({ id }: Row) => id)).toEqual([ana.id, eve.id]);
    expect((await call(spi, 'GET', '/candidates?shortcode=NOTHING')).status).toBe(404);
    expect((await call(spi, 'GET', '/candidates?updated_after=yesterday')).status).toBe(422);
  });

  it('comes in pages of 50, of 100 at most, each with the address of the next', async () => {
    const all = Array.from({ length: 250 }, () => spi.people.create().id);
    expect(await ids()).toEqual(all.slice(0, 50));
    const pages: string[][] = [];
    for (let next: string | undefined = '/candidates?limit=500'; next; ) {
      const { candidates, paging } = await get(next);
      pages.push(candidates.map(({ id }: Row) => id));
      next = paging?.next;
    }
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(pages.flat()).toEqual(all);
  });

  it('has its filters in the address of the next page; that of a job has another path', async () => {
    const made = Array.from({ length: 5 }, () => spi.people.create());
    const { paging } = await get('/candidates?updated_after=1&limit=2');
    expect(paging.next).toBe(`${spi.url}/candidates?limit=2&updated_after=1&since_id=${made[2]?.id}`);
    const ofJob = await get(`/candidates?shortcode=${job}&limit=2`);
    expect(ofJob.paging.next).toBe(`${spi.url}/jobs/${job}/candidates?limit=2&since_id=${made[2]?.id}`);
    expect((await get(ofJob.paging.next)).candidates.map(({ id }: Row) => id)).toEqual([made[2]?.id, made[3]?.id]);
    expect(await ids(`?max_id=${made[1]?.id}`)).toEqual([made[0]?.id, made[1]?.id]);
  });

  it('shows each change at once', async () => {
    const { id } = spi.people.create();
    spi.people.move(id, 'on-site');
    expect((await get('/candidates')).candidates).toMatchObject([{ id, stage: 'On-site' }]);
  });

  it('is behind by listLag seconds; single reads and activities are not', async () => {
    const { id } = spi.people.create();
    spi.clock.advance(600_000);
    spi.switches({ listLag: 60 });
    spi.people.move(id, 'on-site');
    expect((await get('/candidates')).candidates).toMatchObject([{ stage: 'Applied' }]);
    expect(await ids('?stage=on-site')).toEqual([]);
    expect((await get(`/candidates/${id}`)).candidate.stage).toBe('On-site');
    expect((await get(`/candidates/${id}/activities`)).activities.at(-1).action).toBe('on-site');
    spi.clock.advance(60_000);
    expect((await get('/candidates')).candidates).toMatchObject([{ stage: 'On-site' }]);
    spi.people.delete(id);
    expect(await ids()).toEqual([id]);
    spi.clock.advance(60_000);
    expect(await ids()).toEqual([]);
  });
});

describe('activities', () => {
  it('are oldest first, with stages, members and who sees them', async () => {
    const { id } = spi.people.create({ stage: 'ai-interview' });
    spi.people.comment(id, 'Hello');
    spi.people.move(id, 'on-site');
    spi.people.rate(id, 2);
    spi.people.disqualify(id);
    const { activities } = await get(`/candidates/${id}/activities`);
    expect(activities.map(({ action }: { action: string }) => action)).toEqual([
      'applied',
      'comment',
      'on-site',
      'rating',
      'disqualified',
    ]);
    const [applied, comment, moved, rating] = activities;
    expect(Object.keys(applied)).toEqual([
      'id',
      'action',
      'stage_name',
      'action_stage',
      'target_stage',
      'created_at',
      'updated_at',
      'body',
    ]);
    expect(comment).toMatchObject({ body: 'Hello', stage_name: 'AI Interview', target_stage: null });
    const interview = {
      id: 5_272_272,
      identifier: (5_272_272).toString(16),
      name: 'AI Interview',
      slug: 'ai-interview',
    };
    expect(moved).toMatchObject({ action_stage: interview, target_stage: { slug: 'on-site' }, body: null });
    expect(moved.member).toEqual({ id: '1f395e', name: 'Rita Recruiter', type: 'Member' });
    expect(rating).toMatchObject({ rating: { score: 'definite', scale: 'thumbs', grade: 2 }, stage_name: 'On-site' });
    expect(rating.visibility_roles).toHaveLength(6);
  });

  it('hold mails in HTML, those of the candidate without a member', async () => {
    const { id } = spi.people.create();
    const { updatedAt } = spi.candidate(id)!;
    spi.clock.advance(60_000);
    spi.people.message(id, '<p>Hello</p>');
    spi.people.message(id, '<p>Thank you</p>', null);
    const [, sent, answered] = (await get(`/candidates/${id}/activities`)).activities;
    expect(sent).toMatchObject({ action: 'message', body: '<p>Hello</p>', member: { name: 'Rita Recruiter' } });
    expect(answered).not.toHaveProperty('member');
    expect(spi.candidate(id)?.updatedAt).toBe(updatedAt);
  });

  it('are filtered by action and by the time of their last change', async () => {
    const { id } = spi.people.create();
    spi.people.comment(id, 'First');
    spi.clock.advance(60_000);
    spi.people.comment(id, 'Second');
    spi.people.rate(id, 1);
    const since = seconds();
    const bodies = async (query: string) =>
      (await get(`/candidates/${id}/activities${query}`)).activities.map(({ body }: { body: string }) => body);
    expect(await bodies('?actions=comment')).toEqual(['First', 'Second']);
    expect(await bodies('?actions=comment,rating')).toEqual(['First', 'Second', 'Met the candidate.']);
    expect(await bodies(`?actions=comment&updated_after=${since}`)).toEqual(['Second']);
  });

  it('come in pages', async () => {
    const { id } = spi.people.create();
    for (let i = 0; i < 120; i += 1) spi.people.comment(id, `Comment ${i}`);
    const first = await get(`/candidates/${id}/activities?actions=comment&limit=100`);
    expect(first.activities).toHaveLength(100);
    const { activities, paging } = await get(first.paging.next);
    expect(activities.map(({ body }: { body: string }) => body).at(0)).toBe('Comment 100');
    expect([activities.length, paging]).toEqual([20, undefined]);
  });
});

describe('a creation by API', () => {
  const body = { candidate: { firstname: 'Ana', lastname: 'Novak', email: 'ana@example.test', phone: '' } };

  it('answers with the candidate, sourced', async () => {
    const { status, body: answer } = await call(spi, 'POST', `/jobs/${job}/candidates`, { body });
    expect(status).toBe(201);
    expect(answer).toMatchObject({ status: 'created', candidate: { stage: 'Sourced', sourced: true, phone: null } });
    expect(spi.timeline(answer.candidate.id)).toMatchObject([{ action: 'uploaded', memberId: undefined }]);
  });

  it('straight into a stage, or into the talent pool', async () => {
    const staged = await call(spi, 'POST', `/jobs/${job}/candidates`, { body: { ...body, stage: 'on-site' } });
    expect(staged.body.candidate.stage).toBe('On-site');
    const pooled = await call(spi, 'POST', '/talent_pool/candidates', { body });
    expect(pooled.body.candidate).toHaveProperty('talent_pool');
  });

  it.each([
    [{ candidate: { lastname: 'Novak' } }, job],
    [{ candidate: { firstname: 'Ana', email: 'no address' } }, job],
    [{}, job],
    [{ ...body, stage: 'nowhere' }, job],
    [body, draftJob],
  ])('of %j in %s is 422', async (wrong, shortcode) => {
    expect((await call(spi, 'POST', `/jobs/${shortcode}/candidates`, { body: wrong })).status).toBe(422);
    expect(spi.candidates()).toEqual([]);
  });
});

describe('a second application of one e-mail to one job', () => {
  const email = 'ana@example.test';

  it('is merged into the first, and overwrites what no person has worked on', () => {
    const { id } = spi.people.create({ email, isSourced: true, headline: 'Old' });
    spi.people.disqualify(id);
    spi.people.revert(id);
    const again = spi.people.create({ email, headline: 'New' });
    expect(again.id).toBe(id);
    expect(spi.candidate(id)).toMatchObject({ headline: 'Old' });
    const fresh = spi.people.create({ email: 'ben@example.test', headline: 'Old' });
    spi.people.create({ email: 'ben@example.test', headline: 'New' });
    expect(spi.candidate(fresh.id)).toMatchObject({ headline: 'New' });
  });

  it('brings a sourced one to Applied, and back into the running', async () => {
    const { id } = spi.people.create({ email, isSourced: true });
    spi.people.disqualify(id);
    spi.people.create({ email });
    expect((await get(`/candidates/${id}`)).candidate).toMatchObject({ stage: 'Applied', disqualified: false });
  });

  it('to another job is another candidate', () => {
    expect(spi.people.create({ email }).id).not.toBe(spi.people.create({ email, job: closedJob }).id);
  });
});

test('an edit by API changes what was sent, and empties what was sent empty', async () => {
  const { id } = spi.people.create({ headline: 'Old', phone: '1' });
  const body = { candidate: { email: 'new@example.test', phone: '', tags: ['a'] } };
  const { status, body: answer } = await call(spi, 'PATCH', `/candidates/${id}`, { body });
  expect(status).toBe(200);
  expect(answer.candidate).toMatchObject({ email: 'new@example.test', phone: null, headline: 'Old', tags: ['a'] });
});

test('tags are replaced as a whole', async () => {
  const { id } = spi.people.create({ tags: ['a', 'b'] });
  const put = (body: unknown) => call(spi, 'PUT', `/candidates/${id}/tags`, { body });
  expect(await put({ tags: ['c'] })).toMatchObject({ status: 200, body: { tags: ['c'] } });
  expect((await get(`/candidates/${id}`)).candidate.tags).toEqual(['c']);
  expect((await put({ tags: 'c' })).status).toBe(422);
});

describe('a custom attribute', () => {
  const patch = async (id: string, body: unknown) => {
    const { status, body: answer } = await call(spi, 'PATCH', `/candidates/${id}/update_custom_attribute_value`, {
      body,
    });
    return [status, answer];
  };

  it('is set by its key', async () => {
    const { id } = spi.people.create();
    expect(await patch(id, { custom_attribute_key: 'ai_interview_score', value: '078' })).toEqual([200, {}]);
    expect((await patch(id, { custom_attribute_key: 'willing_to_travel', checked: true }))[0]).toBe(200);
    expect(spi.candidate(id)?.attributes).toEqual({ ai_interview_score: '078', willing_to_travel: true });
  });

  it('that does not exist is 404, a wrong value 422', async () => {
    const { id } = spi.people.create();
    expect(await patch(id, { custom_attribute_key: 'nothing', value: '1' })).toEqual([404, { error: 'Not found' }]);
    const [status] = await patch(id, { custom_attribute_key: 'ai_interview_score', value: 'x'.repeat(129) });
    expect(status).toBe(422);
    expect((await patch(id, { custom_attribute_key: 'ai_interview_score', checked: true }))[0]).toBe(422);
  });
});
