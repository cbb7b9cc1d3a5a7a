import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { begin, only, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilDelivery, untilNothingIsDue } from '../../../testing/operator.ts';
import { day, minute } from '../../../testing/times.ts';
import { openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.vendor.control.behave();
  world.vendor.control.detailsExtra = {};
});

function detailsCalls(attempt: string): number {
  return world.vendor.control.requests.filter(
    ({ path, query }) => path === 'job-interview-details' && query.interview_result_id === attempt,
  ).length;
}

async function deliver(): Promise<{ sent: Sent; attempt: string }> {
  const sent = await sendInterview(world);
  const attempt = await scoreAttempt(world, sent, 7.5);
  await world.workable.control.waitFor(sent.callbackUrl);
  return { sent, attempt };
}

describe('the details call', () => {
  it('gives the first PUT of a result its duration and the scores of the questions', async () => {
    const { sent } = await deliver();
    expect(putsOf(world, sent)[0]?.body).toMatchObject({
      interview: {
        score: '75',
        duration: '00:15:32',
        details: {
          'Question scores': { '1. Tell me about a difficult customer.': '75 of 100', '2. Why this job?': '75 of 100' },
          Interview: { Date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
        },
      },
    });
  });

  it('is made once an attempt, whatever changes later', async () => {
    const { sent, attempt } = await deliver();
    await world.vendor.control.decide(attempt, true);
    await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => interview?.grade === 'passed');
    expect(detailsCalls(attempt)).toBe(1);
  });

  it('is made before the first try only, not before every try', async () => {
    const sent = await sendInterview(world);
    world.workable.control.answerWith({ status: 500, ...only(sent), times: 1 });
    const attempt = await scoreAttempt(world, sent);
    await untilDelivery(world, sent, 'trying');
    world.clock.advance(minute);
    await world.workable.control.waitFor(sent.callbackUrl);
    expect(detailsCalls(attempt)).toBe(1);
  });

  it('is not made for what is declined', async () => {
    const sent = await sendInterview(world);
    const attempt = await begin(world, sent);
    await world.vendor.control.fail(attempt);
    world.clock.advance(3 * day);
    await world.workable.control.waitFor(sent.callbackUrl);
    expect(detailsCalls(attempt)).toBe(0);
  });

  it.each(['error', 'drop', 'garbage', 'rate-limit', 'unauthorised'] as const)(
    'that ends in "%s" does not keep the result back',
    async (how) => {
      world.vendor.control.misbehave({ path: 'job-interview-details', how });
      const { sent } = await deliver();
      const [first] = putsOf(world, sent);
      expect(first?.body).toMatchObject({ status: 'completed', interview: { score: '75' } });
      expect(first?.body).not.toHaveProperty('interview.duration');
    },
  );

  it.each([
    ['nulls', { start: null, end: null, duration: null, transcript: null }],
    ['other types', { start: 7, end: {}, duration: 'long', transcript: 'none' }],
    ['odd turns', { duration: null, transcript: [null, 7, { is_answer: true }, { is_answer: true, score: 'high' }] }],
  ])('that answers with %s does no harm', async (_what, extra) => {
    world.vendor.control.detailsExtra = extra;
    const { sent } = await deliver();
    expect(putsOf(world, sent)[0]).toMatchObject({ problems: [], body: { interview: { score: '75' } } });
    expect(putsOf(world, sent)[0]?.body).not.toHaveProperty('interview.duration');
  });

  it('may answer with most of a megabyte of raw data', async () => {
    world.vendor.control.detailsExtra = { answer_assessment_raw_data: 'x'.repeat(900_000) };
    const { sent } = await deliver();
    expect(putsOf(world, sent)[0]?.body).toMatchObject({ interview: { duration: '00:15:32' } });
  });

  it('is not made where the settings say so', async () => {
    await world.restart({ JOBMOJITO_DETAILS: 'false' });
    const { sent, attempt } = await deliver();
    await untilNothingIsDue(world);
    expect(detailsCalls(attempt)).toBe(0);
    expect(putsOf(world, sent)[0]?.body).not.toHaveProperty('interview.duration');
  });
});
