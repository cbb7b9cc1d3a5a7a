import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import type { PayloadShape } from '../../../sandbox/vendor/types.ts';
import { begin, pollsAbout, putsOf, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { collected, resultOf } from '../../../testing/payloads.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

const day = 24 * 60 * 60_000;

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());
beforeEach(() => {
  world.vendor.control.payloadShape = 'current';
});

describe.each<PayloadShape>(['current', '2025', 'oldest'])('a webhook in the %s shape', (shape) => {
  beforeEach(() => {
    world.vendor.control.payloadShape = shape;
  });

  it('brings a result', async () => {
    const sent = await sendInterview(world);
    const attempt = await begin(world, sent);
    await world.vendor.control.score(attempt, 8.6, { recruiter_go_next_round: true });
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({
      status: 'completed',
      results_url: expect.stringMatching(/^http/),
      interview: {
        score: '86',
        grade: 'excelled',
        summary: expect.stringContaining('concrete examples'),
        details: {
          'Reasons to hire': { 1: 'Explains decisions with numbers', 2: 'Listens before answering' },
          'Reasons not to hire': { 1: 'Little experience with shift work' },
        },
      },
    });
  });

  it('that says answers are collected sends Workable nothing yet, and a score follows', async () => {
    const sent = await sendInterview(world);
    const attempt = await begin(world, sent);
    await world.vendor.control.collect(attempt);
    await untilNothingIsDue(world);
    expect(putsOf(world, sent)).toEqual([]);
    await world.vendor.control.score(attempt, 5);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '50' } });
  });

  it('that says an attempt failed leads to a decline', async () => {
    const sent = await sendInterview(world);
    const attempt = await begin(world, sent);
    await world.vendor.control.fail(attempt, 'abandoned');
    await untilNothingIsDue(world);
    expect(putsOf(world, sent)).toEqual([]);
    // The oldest shape does not say how the session ended: the vendor's list does, when it is asked a day later.
    world.clock.advance(day);
    await until('the vendor was asked', () => pollsAbout(world, sent).length > 0);
    await untilNothingIsDue(world);
    world.clock.advance(3 * day);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({ status: 'declined' });
  });
});

test.each(['failed', 'abandoned', 'terminated, no speech detected'] as const)(
  '"%s" ends an attempt',
  async (status) => {
    const sent = await sendInterview(world);
    await world.vendor.control.fail(await begin(world, sent), status);
    world.clock.advance(3 * day);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({ status: 'declined' });
  },
);

test.each(['completed', 'completed, stopped early', 'completed, in words of next year', 'COMPLETED'])(
  '"%s" is an end with answers',
  async (interview_status) => {
    const sent = await sendInterview(world);
    await world.vendor.control.sendWebhook(resultOf(sent, { interview_status }));
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  },
);

test.each([
  ['an unknown interview status', { interview_status: 'paused for lunch' }],
  ['a running interview', { interview_status: 'ongoing' }],
  ['an unknown status', { status: 'frozen', interview_status: null }],
  ['an unknown processing status', { processing_status: 'queued', interview_status: 'ongoing' }],
])('%s is accepted and sends Workable nothing', async (_what, changes) => {
  const sent = await sendInterview(world);
  const webhook = await world.vendor.control.sendWebhook(resultOf(sent, { ...collected, ...changes }));
  expect(webhook.status).toBe(200);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
});

test.each([
  ['fields of tomorrow', { field_of_tomorrow: { deep: [1] } }],
  ['a score as text', { score: '7.8' }],
  ['reasons as text', { ai_analysis_recruiter_why_hire: 'Listens before answering' }],
  ['reasons as objects', { ai_analysis_recruiter_why_hire: [{ reason: 'Listens before answering' }] }],
  ['odd types where nothing depends on them', { reason: 7, candidate_phone_number: [], profile_id: false }],
])('a result with %s is reported like any other', async (_what, changes) => {
  const sent = await sendInterview(world);
  await world.vendor.control.sendWebhook({ ...resultOf(sent), ...changes });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({
    interview: { score: '78', details: { 'Reasons to hire': { 1: 'Listens before answering' } } },
  });
});

it('never sends the text that was written for the candidate', async () => {
  const sent = await sendInterview(world);
  await world.vendor.control.sendWebhook(resultOf(sent, { ai_analysis: 'You did well.', ai_analysis_recruiter: null }));
  const result = await world.workable.control.waitFor(sent.callbackUrl);
  expect(result.interview).not.toHaveProperty('summary');
});

it('sends a changed analysis, decision and report again', async () => {
  const sent = await sendInterview(world);
  const first = resultOf(sent);
  await world.vendor.control.sendWebhook(first);
  await world.workable.control.waitFor(sent.callbackUrl);
  await world.vendor.control.sendWebhook({
    ...first,
    ai_analysis_recruiter: 'Read again.',
    recruiter_go_next_round: false,
    pdf_export_url: 'https://vendor.example.test/report.pdf',
  });
  const changed = await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => !!interview?.grade);
  expect(changed).toMatchObject({
    interview: { score: '78', grade: 'failed', summary: 'Read again.' },
    attachments: [{ description: 'Interview Report', url: expect.stringMatching(/\/report\.pdf$/) }],
  });
});
