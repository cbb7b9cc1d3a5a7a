import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { found } from '../../../testing/canaries.ts';
import { pageOf } from '../../../testing/events.ts';
import { bridgeCommand, metricsOf } from '../../../testing/operator.ts';
import { namesOf, peek } from '../../../testing/peek.ts';
import { secrets } from '../../../testing/secrets.ts';
import { scoreCandidate } from '../../../testing/stage-candidates.ts';
import { inTime, noteOf } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';

/** Words that occur nowhere else; each stands for something that is nobody's business. */
const words = {
  firstname: 'Canaryfirst',
  lastname: 'Canarylast',
  email: 'canary.stage@example.test',
  phone: '0555-canary-phone',
  headline: 'canaryheadline',
  address: 'canaryaddress',
  summary: 'canarysummary',
  coverLetter: 'canarycoverletter',
  answer: 'canaryanswer',
  comment: 'canarycomment',
  jobTitle: 'Canaryjob',
  rejected: 'canaryrejected',
};
const hidden = [...Object.values(words), ...Object.values(secrets), 'canary'];
const dataKey = 'canary-data-key-of-32-characters-or-more';
const { jobTitle, answer, comment, rejected, ...profile } = words;

/** Workable repeats whom a call was about. */
const echo = `${words.firstname} ${words.lastname} <${words.email}> ${words.phone}`;

type Told = { candidate: SpiCandidate; ids: string[]; shown: string; links: string[] };

/** A candidate whose data are canaries, with all that may go wrong on the way to a result. */
async function live(world: StageWorld): Promise<Told> {
  const { spi, job, stage } = world;
  const [first] = spi.jobs;
  if (first) first.title = jobTitle;
  spi.fault({ method: 'POST', path: '/comments', how: { status: 500, body: { error: echo } }, times: 1 });
  const candidate = spi.people.create({ job, stage: 'applied', ...profile });
  await spi.idle();
  spi.people.comment(candidate.id, comment);
  spi.people.move(candidate.id, stage);
  await spi.idle();
  await webhook(world, { data: { ...rowOf(candidate, jobTitle, job), answers: [{ answer: { body: answer } }] } });
  await webhook(world, { data: rejected, who: echo });
  world.later(61_000);
  await noteOf(world, candidate, /^Invited/);
  spi.fault({ method: 'PUT', path: '/ratings', how: { status: 422, body: { error: echo } }, times: 9 });
  await scoreCandidate(world, candidate, 7.8, true);
  await noteOf(world, candidate, /^AI interview: 78 %/);
  await inTime(world, 'the rating has failed', async () => (await bridgeCommand(world, 'failed')).text.includes('422'));
  const blocked = spi.people.create({ job, stage: 'applied', ...profile, email: null });
  await spi.idle();
  spi.people.move(blocked.id, stage);
  await spi.idle();
  world.later(61_000);
  const links = /\/again\/(\S+)/.exec(await noteOf(world, blocked, /no e-mail address/))?.slice(1) ?? [];
  await fetch(`${world.url}/again/${links[0]}`).then((page) => page.text());
  await fetch(`${world.url}/again/${links[0]}x${words.lastname}`).then((page) => page.text());
  await pass(world);
  const listed = await bridgeCommand(world, 'applications --json');
  const ids = listed.lines.map((line) => String(JSON.parse(line).id));
  const shown = [listed.text];
  for (const command of ['doctor', 'failed', 'failed --json', 'rejected', 'stage', ...ids.map((id) => `show ${id}`)])
    shown.push((await bridgeCommand(world, command)).text);
  expect(notesOf(world, candidate).join()).toContain('AI interview: 78 %');
  return { candidate, ids, shown: shown.join('\n'), links };
}

/** What Workable sends of a candidate, with more than the bridge wants to know. */
function rowOf({ id }: SpiCandidate, title: string, shortcode: string) {
  const { firstname, lastname, email, phone, summary, coverLetter } = profile;
  const texts = {
    name: `${firstname} ${lastname}`,
    firstname,
    lastname,
    email,
    phone,
    summary,
    cover_letter: coverLetter,
  };
  const at = new Date().toISOString();
  return { id, ...texts, stage: 'AI Interview', job: { shortcode, title }, created_at: at, updated_at: at };
}

async function webhook(world: StageWorld, what: object): Promise<void> {
  const body = JSON.stringify({ event_type: 'candidate_moved', fired_at: new Date().toISOString(), ...what });
  const target = world.spi.subscriptions().find(({ event }) => event === 'candidate_moved')?.target ?? '';
  const signature = createHmac('sha256', world.env.WORKABLE_API_TOKEN ?? '')
    .update(body)
    .digest('hex');
  const answered = await fetch(target, { method: 'POST', body, headers: { 'x-workable-signature': signature } });
  expect([answered.status, await answered.text()]).toEqual([200, expect.any(String)]);
}

/** What the bridge has to know. */
const personal = [words.firstname, words.lastname, words.email, words.phone, jobTitle, rejected];

describe.each<[string, Record<string, string>, readonly string[]]>([
  ['without DATA_KEY', {}, personal],
  ['with DATA_KEY', { DATA_KEY: dataKey }, []],
])('at the stage door, %s and everything logged', (_, settings, readable) => {
  let world: StageWorld;
  let told: Told;
  beforeAll(async () => {
    world = await openStageWorld({ LOG_LEVEL: 'trace', ...settings });
    told = await live(world);
  });
  afterAll(() => world.close());

  it('there is something to hide', () => {
    expect(told.ids).toHaveLength(2);
    expect(told.links).toHaveLength(1);
    const seen = JSON.stringify([world.spi.requests, world.vendor.control.requests]);
    expect(found(seen, [words.email])).toEqual([words.email]);
    expect(world.logLines.length).toBeGreaterThan(20);
  });

  it('no log line says anything personal, or a secret', () => {
    expect(found(world.logLines.join(''), [...hidden, ...told.links])).toEqual([]);
  });

  it('the metrics say nothing personal, and name no application', async () => {
    expect(found(await metricsOf(world), [...hidden, ...told.ids])).toEqual([]);
  });

  it('no event says anything personal', async () => {
    const { body, text } = await pageOf(world, '?after=0&limit=200');
    expect(body.items.length).toBeGreaterThan(10);
    expect(text).toContain(told.ids[0]);
    expect(found(text, [...hidden, ...told.links])).toEqual([]);
  });

  it('jobs of the queue hold ids alone', async () => {
    const jobs = (await peek(world.redisUrl)).split('\n').filter((line) => line.startsWith('bridge:{jobs:'));
    expect(jobs.length).toBeGreaterThan(0);
    expect(found(jobs.join('\n'), hidden)).toEqual([]);
  });

  it('no name of a key says anything personal, nor what can be worked out from it', async () => {
    expect(found((await namesOf(world.redisUrl)).join('\n'), [...hidden, told.candidate.id])).toEqual([]);
  });

  it('what an operator is shown says nothing personal, although Workable repeated it', () => {
    expect(told.shown).toContain('422');
    const titles = [jobTitle, 'canary'];
    expect(
      found(
        told.shown,
        hidden.filter((word) => !titles.includes(word)),
      ),
    ).toEqual([]);
  });

  it('nothing is kept of what the bridge has no use for, and of links nothing', async () => {
    const stored = await peek(world.redisUrl);
    const { headline, address, summary, coverLetter } = words;
    expect(found(stored, [headline, address, summary, coverLetter, answer, comment, ...told.links])).toEqual([]);
  });

  it(`what Redis shows of a person is ${readable.length === 0 ? 'nothing' : 'in clear'}`, async () => {
    const stored = await peek(world.redisUrl);
    expect(stored).toContain(told.ids[0]);
    expect(found(stored, personal)).toEqual(readable);
  });
});
