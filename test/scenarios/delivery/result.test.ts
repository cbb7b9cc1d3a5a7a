import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { WebhookPayload } from '../../../sandbox/vendor/types.ts';
import type { CallbackBody } from '../../../sandbox/workable/types.ts';
import { scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { countOf, logged } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

async function emit(changes: Partial<WebhookPayload>): Promise<CallbackBody> {
  const sent = await sendInterview(world);
  await world.vendor.control.sendWebhook(resultOf(sent, changes));
  return world.workable.control.waitFor(sent.callbackUrl);
}

test.each([
  [0, '0'],
  [0.04, '0'],
  [5.12, '51'],
  [5.15, '52'],
  [9.96, '100'],
  [10, '100'],
])('a score of %f of 10 is reported as %s', async (score, expected) => {
  expect((await emit({ score })).interview?.score).toBe(expected);
});

test.each([
  [true, 8.5, 'excelled'],
  [true, 8.44, 'passed'],
  [true, 0, 'passed'],
  [false, 10, 'failed'],
  [null, 10, undefined],
] as const)('a decision of %s at a score of %f is reported as %s', async (recruiter_go_next_round, score, grade) => {
  expect((await emit({ recruiter_go_next_round, score })).interview?.grade).toBe(grade);
});

describe('a score above the maximum', () => {
  it('is reported as it is, logged as an error and counted', async () => {
    const sent = await sendInterview(world);
    const counted = await countOf(world, 'score', 'above-maximum');
    await scoreAttempt(world, sent, 87.5);
    expect((await world.workable.control.waitFor(sent.callbackUrl)).interview?.score).toBe('87.5');
    expect(logged(world, 'score')).toContainEqual(expect.objectContaining({ level: 'error', interviewId: sent.id }));
    expect(await countOf(world, 'score', 'above-maximum')).toBe(counted + 1);
  });

  it('is right where the scale is set so', async () => {
    await world.restart({ JOBMOJITO_SCORE_MAX: '100' });
    expect((await emit({ score: 87.5 })).interview?.score).toBe('88');
    await world.restart();
  });
});

test('an analysis is cut between words at 2,000 characters', async () => {
  const { interview } = await emit({ ai_analysis_recruiter: 'Nine char '.repeat(300) });
  expect(interview?.summary?.length).toBeLessThanOrEqual(2_000);
  expect(interview?.summary).toMatch(/ char…$/);
});

test.each<[string, unknown, Record<string, string> | undefined]>([
  ['a list', ['Calm', 'Clear'], { 1: 'Calm', 2: 'Clear' }],
  ['a text', 'Calm', { 1: 'Calm' }],
  ['nothing', null, undefined],
  ['an empty list', [], undefined],
  ['lists in lists', [['Calm', ['Clear']], null], { 1: 'Calm – Clear' }],
])('reasons to hire in the form of %s keep to two levels', async (_form, reasons, expected) => {
  const { interview } = await emit({
    ai_analysis_recruiter_why_hire: reasons,
    ai_analysis_recruiter_why_not_hire: null,
  });
  expect(interview?.details?.['Reasons to hire']).toEqual(expected);
});

describe('JOBMOJITO_REPORTS', () => {
  const report = { description: 'Interview Report', url: expect.stringMatching(/\/reports\/[^/]{20,}\/report\.pdf$/) };

  it('as-sent attaches no report while the vendor has sent none', async () => {
    expect(await emit({})).not.toHaveProperty('attachments');
  });

  it('as-sent attaches the report that the vendor sends later', async () => {
    const sent = await sendInterview(world);
    const attempt = await scoreAttempt(world, sent);
    await world.workable.control.waitFor(sent.callbackUrl);
    await world.vendor.control.makeReport(attempt);
    const told = await world.workable.control.waitFor(sent.callbackUrl, ({ attachments }) => !!attachments);
    expect(told.attachments).toEqual([report]);
  });

  it('on-demand attaches the report at once', async () => {
    await world.restart({ JOBMOJITO_REPORTS: 'on-demand' });
    expect((await emit({})).attachments).toEqual([report]);
    await world.restart();
  });
});
