import { describe, expect, it, test } from 'vitest';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { archivedJob, call, closedJob, draftJob, job, outsider, spiPerTest } from './open-spi.ts';

let spi: WorkableSpi;
spiPerTest((fresh) => {
  spi = fresh;
});

const get = async (path: string) => (await call(spi, 'GET', path)).body;

describe('jobs', () => {
  it('are listed oldest first, with their state and whether they are samples', async () => {
    const { jobs, paging } = await get('/jobs');
    expect(jobs.map(({ shortcode, state }: { shortcode: string; state: string }) => [shortcode, state])).toEqual([
      [job, 'published'],
      [closedJob, 'closed'],
      [archivedJob, 'archived'],
      [draftJob, 'draft'],
      ['77E0D5B1C4', 'published'],
    ]);
    expect(jobs.map(({ sample }: { sample: boolean }) => sample)).toEqual([false, false, false, false, true]);
    expect(jobs[0]).toMatchObject({
      id: (5_986_327).toString(16),
      title: 'Frontend Engineer',
      department: 'Engineering',
    });
    expect(paging).toBeUndefined();
  });

  it.each(['draft', 'published', 'closed', 'archived'])('are filtered by the state %s', async (state) => {
    const { jobs } = await get(`/jobs?state=${state}`);
    expect(new Set(jobs.map((each: { state: string }) => each.state))).toEqual(new Set([state]));
  });

  it('are filtered by the time of their last change', async () => {
    spi.people.setJobState(archivedJob, 'published');
    const since = new Date(spi.clock.now() - 1000).toISOString();
    expect((await get(`/jobs?updated_after=${since}`)).jobs).toMatchObject([
      { shortcode: archivedJob, state: 'published' },
    ]);
    expect((await get(`/jobs?created_after=${since}`)).jobs).toEqual([]);
  });

  it('come in pages', async () => {
    const first = await get('/jobs?limit=2&state=published');
    expect(first.jobs).toHaveLength(2);
    expect(first.paging).toBeUndefined();
    spi.people.addJob({ shortcode: 'ABC', title: 'Another' });
    const { paging } = await get('/jobs?limit=2&state=published');
    expect(paging.next).toMatch(new RegExp(`^${spi.url}/jobs\\?limit=2&state=published&since_id=[0-9a-f]+$`));
    expect((await call(spi, 'GET', paging.next)).body.jobs).toMatchObject([{ shortcode: 'ABC' }]);
  });

  it('are read one by one, unwrapped, without sample', async () => {
    const read = await get(`/jobs/${job}`);
    expect(read).toMatchObject({ shortcode: job, state: 'published', full_description: expect.any(String) });
    expect(read).not.toHaveProperty('sample');
    expect(await call(spi, 'GET', '/jobs/NOTHING')).toMatchObject({ status: 404, body: { error: 'Not found' } });
  });
});

test('a job that is deleted is 404, and so are its candidates', async () => {
  const { id } = spi.people.create();
  spi.people.deleteJob(job);
  for (const path of [`/jobs/${job}`, `/jobs/${job}/stages`, `/candidates/${id}`]) {
    expect((await call(spi, 'GET', path)).status).toBe(404);
  }
  expect((await get('/candidates')).candidates).toEqual([]);
});

describe('stages', () => {
  it('have a number, the same in hex, slug, name, kind and position', async () => {
    const { stages } = await get(`/jobs/${job}/stages`);
    expect(stages.map(({ slug }: { slug: string }) => slug)).toEqual([
      'sourced',
      'applied',
      'phone-screen',
      'ai-interview',
      'on-site',
      'offer',
      'hired',
    ]);
    const row = { id: 5_272_272, identifier: '5073d0', slug: 'ai-interview', name: 'AI Interview', kind: 'interview' };
    expect(stages[3]).toEqual({ ...row, identifier: (5_272_272).toString(16), position: 4 });
    expect((await get('/stages')).stages).toEqual(stages);
  });

  it('of a pipeline of its own are listed with those of the others', async () => {
    spi.people.splitPipeline(closedJob);
    expect((await get('/stages')).stages).toHaveLength(14);
    const [here, there] = [await get(`/jobs/${job}/stages`), await get(`/jobs/${closedJob}/stages`)];
    expect(here.stages[0].id).not.toBe(there.stages[0].id);
  });

  it('keep their slug when they are renamed', async () => {
    spi.people.renameStage('ai-interview', 'Robot Interview');
    expect((await get('/stages')).stages[3]).toMatchObject({ name: 'Robot Interview', slug: 'ai-interview' });
  });

  it('get another slug when they are renamed where renameChangesSlug = true', async () => {
    spi.switches({ renameChangesSlug: true });
    spi.people.renameStage('ai-interview', 'Robot Interview');
    expect((await get('/stages')).stages[3]).toMatchObject({ name: 'Robot Interview', slug: 'robot-interview' });
  });

  it('are added and removed, but not with candidates in them', async () => {
    spi.people.addStage({ name: 'AI Interview', slug: 'ai-interview-2', before: 'offer' });
    expect((await get('/stages')).stages[5]).toMatchObject({
      name: 'AI Interview',
      slug: 'ai-interview-2',
      position: 6,
    });
    spi.people.removeStage('ai-interview-2');
    expect((await get('/stages')).stages).toHaveLength(7);
    spi.people.create({ stage: 'on-site' });
    expect(() => spi.people.removeStage('on-site')).toThrow('There are candidates in on-site');
  });
});

describe('members', () => {
  const emails = async (query: string) =>
    (await get(`/members${query}`)).members.map(({ email }: { email: string }) => email.split('@')[0]);

  it('are those that are active and see candidates', async () => {
    expect(await emails('')).not.toContain('gus.gone');
    expect(await emails('')).not.toContain('ivo.idle');
    expect(await emails('?status=inactive')).toEqual(['gus.gone']);
    expect(await emails('?status=all')).toContain('gus.gone');
  });

  it('are found by e-mail, name, role and job', async () => {
    expect(await emails('?email=Interview.Bridge@acme.example.test')).toEqual(['interview.bridge']);
    expect(await emails('?name=rita')).toEqual(['rita.recruiter']);
    expect(await emails('?role=reviewer')).toEqual(['rae.reviewer']);
    expect(await emails(`?shortcode=${job}`)).not.toContain('eve.external');
    expect((await call(spi, 'GET', '/members?status=lost')).status).toBe(422);
  });

  it('of a job have a role in its team; super admins are in all', async () => {
    const { members } = await get(`/jobs/${job}/members`);
    expect(
      members.map((each: { name: string; collaboration_role: string }) => [each.name, each.collaboration_role]),
    ).toEqual([
      ['Interview Bridge', 'admin'],
      ['Rita Recruiter', 'recruiting_admin'],
      ['Ada Admin', 'admin'],
      ['Hugo Hiring', 'hiring_manager'],
      ['Sam Standard', 'simple'],
      ['Rae Reviewer', 'reviewer'],
    ]);
  });

  it('may do what the permissions say', async () => {
    const permissions = await get('/collaboration_permissions');
    expect(permissions['ats:collab:candidates:comment']).toContain('recruiter');
    expect(permissions['ats:collab:candidates:evaluate']).not.toContain('recruiter');
  });

  it('from outside are recruiters', async () => {
    const eve = { id: outsider, name: 'Eve External', email: 'eve.external@acme.example.test' };
    expect(await get('/recruiters')).toEqual({ recruiters: [eve] });
    expect(await get(`/recruiters?shortcode=${job}`)).toEqual({ recruiters: [] });
    spi.jobs[0]!.team[outsider] = 'recruiter';
    expect(await get(`/jobs/${job}/recruiters`)).toEqual({ recruiters: [eve] });
  });
});

test('reasons to disqualify are a bare list', async () => {
  expect((await get('/disqualification_reasons'))[2]).toEqual({
    id: 'b29c65',
    description: 'Could not be reached',
    candidate_withdrew: true,
    position: 3,
  });
});

test('custom attributes are listed', async () => {
  expect((await get('/custom_attributes')).custom_attributes).toContainEqual({
    id: '18c3a2',
    type: 'short_text',
    enabled: true,
    label: 'AI interview score',
    hint: null,
  });
});

test('the activities of a job have the slug of a move as their action, and no stage', async () => {
  const { id } = spi.people.create({ firstname: 'Ana', lastname: 'Novak' });
  spi.people.move(id, 'ai-interview');
  spi.people.create({ job: closedJob });
  spi.people.setJobState(job, 'archived');
  const { activities } = await get(`/jobs/${job}/activities`);
  const candidate = { id, name: 'Ana Novak' };
  expect(activities).toMatchObject([
    { action: 'applied', stage_name: null, candidate },
    { action: 'ai-interview', stage_name: null, candidate, member: { name: 'Rita Recruiter' } },
    { action: 'archived' },
  ]);
  expect(Object.keys(activities[1])).toEqual([
    'id',
    'action',
    'stage_name',
    'created_at',
    'candidate',
    'member',
    'body',
  ]);
});

test('meetings are listed, and found by candidate, type and time', async () => {
  const { id } = spi.people.create();
  const { id: eventId } = spi.people.schedule(id, spi.clock.now() + 3_600_000);
  expect((await get(`/events?candidate_id=${id}`)).events).toMatchObject([
    { id: eventId, candidate: { id }, cancelled: false },
  ]);
  expect((await get('/events?type=InterviewEvent')).events).toEqual([]);
  const later = new Date(spi.clock.now() + 7_200_000).toISOString();
  expect((await get(`/events?start_date=${later}`)).events).toEqual([]);
});
