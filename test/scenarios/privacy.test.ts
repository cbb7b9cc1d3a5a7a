import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Sent, scoreAttempt, sendInterview } from '../support/interviews.ts';
import { bridgeCommand, metricsOf, untilNothingIsDue, untilStory } from '../support/operator.ts';
import { resultOf } from '../support/payloads.ts';
import { peek } from '../support/peek.ts';
import { day, second } from '../support/times.ts';
import { openWorld, secrets, type World } from '../support/world.ts';

/** Words that occur nowhere by chance; each stands for one thing that is nobody else's business. */
const canaries = {
  firstName: 'Canaryfirst',
  lastName: 'Canarylast',
  email: 'canary.mail@example.test',
  phone: '0555-canary-phone',
  analysis: 'canaryanalysis',
  candidateText: 'canarycandidatetext',
  reason: 'canaryreason',
  report: 'canaryreport',
  answer: 'canaryanswer',
  rejected: 'canaryrejected',
};
const callbackPath = 'canary-callback-4711';

let world: World;
let sent: Sent;

/** A journey with everything in it that can go wrong on the way. */
async function travel(): Promise<void> {
  sent = await sendInterview(world, {
    email: canaries.email,
    callbackUrl: `${world.workable.url}/interviews/${callbackPath}`,
    candidate: { first_name: canaries.firstName, last_name: canaries.lastName, phone: canaries.phone },
  });
  const post = (rawBody: string, secret: string) =>
    world.ask('POST', '/webhooks/jobmojito', { headers: { authorization: `Bearer ${secret}` }, rawBody });
  await post(`{"${canaries.rejected}`, secrets.webhookSecret);
  await post(JSON.stringify({ id: 7, candidate_name: canaries.rejected }), secrets.webhookSecret);
  await post('{}', 'canary-wrong-secret');
  await world.ask('POST', '/interviews', { rawBody: `{"canary-broken": "${canaries.email}"` });
  await world.ask('POST', '/interviews', {
    body: { candidate: { email: `not-an-address ${canaries.email}`, first_name: canaries.firstName } },
  });
  await world.ask('GET', `/interviews/${sent.id}?email=${canaries.email}`);
  await world.ask('GET', `/canary-path/${canaries.email}`);

  world.workable.control.answerWith({ status: 500, body: canaries.answer, times: 1 });
  world.workable.control.answerWith({ status: 400, body: `${canaries.answer} ${canaries.email}`, times: 1 });
  const attempt = await scoreAttempt(world, sent, 7.8, {
    ai_analysis: canaries.candidateText,
    ai_analysis_recruiter: canaries.analysis,
    ai_analysis_recruiter_why_hire: [canaries.reason],
    pdf_export_url: `https://vendor.example.test/${canaries.report}.pdf`,
  });
  await untilStory(world, sent, /try-again/);
  world.clock.advance(2 * second);
  await untilStory(world, sent, /failed/);
  await world.vendor.control.decide(attempt, true);
  const told = await world.workable.control.waitFor(sent.callbackUrl);
  expect(told.interview).toMatchObject({ summary: canaries.analysis, grade: 'passed' });
  await fetch(String(told.results_url));
  const { body } = await world.ask('GET', `/interviews/${sent.id}/shared-link`);
  await fetch(body.url);
  world.vendor.control.misbehave({ path: 'merchant-result-list', how: 'garbage', times: 4 });
  await sendInterview(world, { email: `second.${canaries.email}` });
  world.clock.advance(day);
  await untilNothingIsDue(world);
}

const words = [...Object.values(canaries), callbackPath, ...Object.values(secrets), 'canary'];

describe('with everything logged', () => {
  beforeAll(async () => {
    world = await openWorld({ LOG_LEVEL: 'debug', DELIVERY_RETRY_SCHEDULE: '1s' });
    await travel();
  });
  afterAll(() => world.close());

  it('has something to hide', async () => {
    const stored = await peek(world.redisUrl);
    for (const word of [canaries.email, canaries.analysis, canaries.rejected, callbackPath])
      expect(stored).toContain(word);
    expect(world.logLines.length).toBeGreaterThan(20);
  });

  test.each(words)('no log line says %s', (word) => {
    expect(world.logLines.filter((line) => line.toLowerCase().includes(word.toLowerCase()))).toEqual([]);
  });

  it('no log line holds the unguessable part of a report address', async () => {
    const keys = world.workable.control.callbacks.flatMap(({ body }) => {
      const { results_url } = body as { results_url?: string };
      return results_url ? [new URL(results_url).pathname.split('/').at(-1) ?? ''] : [];
    });
    expect(keys.length).toBeGreaterThan(0);
    expect(world.logLines.filter((line) => keys.some((key) => line.includes(key)))).toEqual([]);
  });

  it('the metrics say nothing personal', async () => {
    const metrics = (await metricsOf(world)).toLowerCase();
    for (const word of [...words, sent.id]) expect(metrics).not.toContain(word.toLowerCase());
  });

  it('no name of a key in Redis says anything personal', async () => {
    const names = (await peek(world.redisUrl)).split('\n').map((line) => line.split(' ')[0]?.toLowerCase());
    for (const word of words) expect(names.filter((name) => name?.includes(word.toLowerCase()))).toEqual([]);
  });

  it('the story of an interview says nothing personal', async () => {
    const { text } = await bridgeCommand(world, `show ${sent.id}`);
    const story = text.slice(text.indexOf('story')).toLowerCase();
    for (const word of words) expect(story).not.toContain(word.toLowerCase());
  });
});

describe('a job that waits for a worker', () => {
  beforeAll(async () => {
    world = await openWorld({ ROLES: 'web' });
  });
  afterAll(() => world.close());

  it('holds the id of the interview and nothing else', async () => {
    sent = await sendInterview(world, { email: canaries.email, candidate: { first_name: canaries.firstName } });
    await world.vendor.control.sendWebhook(resultOf(sent, { ai_analysis_recruiter: canaries.analysis }));
    const jobs = (await peek(world.redisUrl)).split('\n').filter((line) => line.startsWith('{bell}'));
    const job = jobs.find((line) => line.startsWith(`{bell}:bell:${sent.id} `)) ?? '';
    const { data } = JSON.parse(job.slice(job.indexOf(' ') + 1)) as { data: string };
    expect(JSON.parse(data)).toEqual({ interviewId: sent.id });
    for (const word of words) expect(jobs.join('\n').toLowerCase()).not.toContain(word.toLowerCase());
  });
});

describe('with DATA_KEY set', () => {
  beforeAll(async () => {
    world = await openWorld({ DATA_KEY: 'a-key-of-32-characters-or-more-000', DELIVERY_RETRY_SCHEDULE: '1s' });
    await travel();
  });
  afterAll(() => world.close());

  it('nothing personal and no secret is readable in Redis', async () => {
    const stored = (await peek(world.redisUrl)).toLowerCase();
    for (const word of words) expect(stored).not.toContain(word.toLowerCase());
  });

  it('what was stored under the old key is read when a new key comes first', async () => {
    await world.restart({ DATA_KEY: 'another-key-of-32-characters-00000,a-key-of-32-characters-or-more-000' });
    expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toMatchObject({
      interview: { summary: canaries.analysis },
    });
  });

  it('what was stored before a key was set is read with it', async () => {
    const open = await openWorld();
    const { id } = await sendInterview(open);
    await open.restart({ DATA_KEY: 'a-key-of-32-characters-or-more-000' });
    expect((await open.ask('GET', `/interviews/${id}`)).body).toEqual({ status: 'pending' });
    await open.close();
  });
});

it('tells the vendor of a person only what an invitation needs', async () => {
  const open = await openWorld();
  await sendInterview(open, { email: canaries.email, candidate: { phone: canaries.phone } });
  const calls = JSON.stringify(open.vendor.control.requests.map(({ query, body }) => ({ query, body })));
  expect(calls).toContain(canaries.email);
  expect(calls).not.toContain(canaries.phone);
  await open.close();
});
