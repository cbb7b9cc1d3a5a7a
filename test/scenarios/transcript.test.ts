import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { canaries, found } from '../../testing/canaries.ts';
import { pageOf } from '../../testing/events.ts';
import { openHttpWorld } from '../../testing/http-vendor.ts';
import { type Sent, scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, logged, metricsOf } from '../../testing/operator.ts';
import { peek } from '../../testing/peek.ts';
import { openWorld, type World } from '../../testing/world.ts';

const details = 'job-interview-details';

let world: World;
beforeAll(async () => {
  world = await openWorld({ DATA_KEY: 'a-data-key-of-32-characters-or-more' });
  const turns = [
    { is_answer: false, question_asked: 'Why us?', answer: null },
    { is_answer: true, question_asked: 'Why us?', answer: `${canaries.answer} I live near.` },
  ];
  world.vendor.control.detailsExtra = { transcript: turns };
});
afterAll(() => world.close());
afterEach(() => world.vendor.control.behave());

/** A result that Workable has, and where its transcript is. */
async function resultOf(sent?: Sent): Promise<{ id: string; url: string; sharedUrl: string }> {
  const { id, callbackUrl, ...rest } = sent ?? (await sendInterview(world));
  await scoreAttempt(world, { id, callbackUrl, ...rest });
  const { results_url } = await world.workable.control.waitFor(callbackUrl);
  const { body } = await world.ask('GET', `/interviews/${id}/shared-link`);
  return { id, url: `${results_url}/transcript`, sharedUrl: `${body.url}/transcript` };
}

async function read(url: string): Promise<{ status: number; text: string }> {
  const page = await fetch(url);
  return { status: page.status, text: await page.text() };
}

const asked = () => world.vendor.control.requests.filter(({ path }) => path === details).length;

test('a recruiter reads what was said, by the report and by a shared link, and the vendor is asked once', async () => {
  const { url, sharedUrl } = await resultOf();
  const before = asked();
  for (const each of [url, sharedUrl, url]) expect((await read(each)).text).toContain(canaries.answer);
  expect(asked()).toBe(before + 1);
});

test('no one but its readers sees what was said', async () => {
  const { url } = await resultOf();
  expect((await read(url)).text).toContain(canaries.answer);
  const events = await pageOf(world, '?after=0');
  expect(events.text).toContain('"transcript"');
  const seen = [await peek(world.redisUrl), world.logLines.join(''), events.text, await metricsOf(world)];
  expect(seen.map((text) => found(text, [canaries.answer]))).toEqual([[], [], [], []]);
});

test('a forgotten candidate’s transcript is gone at once', async () => {
  const sent = await sendInterview(world);
  const { id, url } = await resultOf(sent);
  await read(url);
  expect(await peek(world.redisUrl)).toContain(`:transcript:${id}`);
  expect((await bridgeCommand(world, `forget ${sent.email} --yes`)).code).toBe(0);
  expect(await peek(world.redisUrl)).not.toContain(id);
  expect((await read(url)).status).toBe(404);
});

test('a vendor that is down is named on the page, and the report stays', async () => {
  const { url } = await resultOf();
  world.vendor.control.misbehave({ path: details, how: 'error' });
  const { status, text } = await read(url);
  expect(status).toBe(503);
  expect(text).toContain('The transcript cannot be shown at the moment: JobMojito does not answer.');
  expect(logged(world, 'transcript').at(-1)).toMatchObject({ outcome: 'unanswered', detail: 'vendor-unclear' });
  expect((await read(url.replace('/transcript', ''))).status).toBe(200);
});

test('without DATA_KEY many who reload ask the vendor once in ten seconds, also while it is down', async () => {
  const open = await openWorld();
  onTestFinished(() => open.close());
  const calls = () => open.vendor.control.requests.filter(({ path }) => path === details).length;
  open.vendor.control.detailsExtra = { transcript: [{ is_answer: false, question_asked: 'Why us?', answer: null }] };
  const sent = await sendInterview(open);
  await scoreAttempt(open, sent);
  const { results_url } = await open.workable.control.waitFor(sent.callbackUrl);
  const url = `${results_url}/transcript`;
  open.vendor.control.misbehave({ path: details, how: 'error' });
  const before = calls();
  for (let i = 0; i < 3; i += 1) expect((await read(url)).status).toBe(503);
  const failed = calls() - before;
  open.vendor.control.behave();
  open.clock.advance(limits.transcriptAgainMs);
  for (let i = 0; i < 3; i += 1) expect((await read(url)).text).toContain('Why us?');
  expect(calls()).toBe(before + failed + 1);
  expect(await peek(open.redisUrl)).not.toContain(':transcript:');
  open.clock.advance(limits.transcriptAgainMs);
  expect((await read(url)).status).toBe(200);
  expect(calls()).toBe(before + failed + 2);
  expect(failed).toBeLessThanOrEqual(3);
});

test('a vendor of the vendor contract tells it in its answer, and has none where it sends none', async () => {
  const open = await openHttpWorld();
  onTestFinished(() => open.close());
  const completed = { status: 'completed', score: { value: 78, max: 100 } };
  const transcript = [
    { at_seconds: 0, speaker: 'interviewer', text: 'Why support?' },
    { at_seconds: 2.5, speaker: 'Ana', text: 'I listen first.' },
  ];
  const urls = [];
  for (const said of [{ transcript }, {}]) {
    const { id, callbackUrl } = await open.create();
    await open.http.control.change(id, { ...completed, ...said });
    const { results_url } = await open.workable.control.waitFor(callbackUrl);
    urls.push(`${results_url}`);
  }
  const [told = '', silent = ''] = urls;
  expect((await read(told)).text).toContain('Fetched from Acme Interviews when you open it');
  const { text } = await read(`${told}/transcript`);
  expect(text).toMatch(/<p class="soft" dir="auto">Ana<\/p><p[^>]*>I listen first\.<\/p>/);
  expect((await read(silent)).text).not.toContain('Read what was said');
  expect((await read(`${silent}/transcript`)).status).toBe(404);
  expect(await peek(open.redisUrl)).not.toContain('I listen first');
});
