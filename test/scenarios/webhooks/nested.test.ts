import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { begin, putsOf, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { day } from '../../../testing/times.ts';
import { openWorld, secrets, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.vendor.control.behave();
  world.vendor.control.dropWebhooks = false;
});

/** Only as text: nothing that writes JSON goes so deep. */
function withDeep(value: object, depth: number): string {
  return JSON.stringify(value).replaceAll('"deep"', `${'['.repeat(depth)}${']'.repeat(depth)}`);
}

describe.each([5_000, 100_000])('what is nested %i deep', (depth) => {
  it('in a webhook is left alone', async () => {
    const sent = await sendInterview(world);
    const odd = { ai_analysis_recruiter_why_hire: 'deep', ai_analysis: 'deep', more: 'deep' };
    const answer = await world.ask('POST', '/webhooks/jobmojito', {
      headers: { authorization: `Bearer ${secrets.webhookSecret}` },
      rawBody: withDeep({ ...resultOf(sent), ...odd }, depth),
    });
    expect([answer.status, answer.body]).toEqual([200, { received: true }]);
    const { interview } = await world.workable.control.waitFor(sent.callbackUrl);
    expect(interview?.score).toBe('78');
    expect(interview).not.toHaveProperty('details');
  });

  it('in the place of a known field is reported and ignored', async () => {
    const sent = await sendInterview(world);
    const answer = await world.ask('POST', '/webhooks/jobmojito', {
      headers: { authorization: `Bearer ${secrets.webhookSecret}` },
      rawBody: withDeep({ ...resultOf(sent), recruiter_go_next_round: 'deep' }, depth),
    });
    expect(answer.status).toBe(200);
    await world.workable.control.waitFor(sent.callbackUrl);
    expect(putsOf(world, sent)[0]?.body).not.toHaveProperty('interview.grade');
  });

  it('in rows and details of an attempt is left alone', async () => {
    world.vendor.control.dropWebhooks = true;
    const sent = await sendInterview(world);
    const row = {
      interview_result_id: await begin(world, sent),
      definition_id: sent.templateId,
      candidate_email: sent.email,
      status: 'active',
      coach_status: 'completed',
      processing_status: 'completed',
      score: 7.4,
      recruiter_risks: 'deep',
    };
    const json = withDeep({ data: [{ id: 'deep' }, row, 'deep'], pagination: { more: 'deep' } }, depth);
    const details = { duration: 600, transcript: ['deep', { answer_assessment_raw_data: 'deep' }], more: 'deep' };
    world.vendor.control.misbehave({ path: 'merchant-result-list', query: { type: 'interview' }, how: 'answer', json });
    world.vendor.control.misbehave({ path: 'job-interview-details', how: 'answer', json: withDeep(details, depth) });
    world.clock.advance(day);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({
      interview: { score: '74', duration: '00:01:00' },
    });
  });

  it('in definitions does not hide the others', async () => {
    const row = { id: 'd-1', name: 'One', status: 'active', extra: 'deep' };
    const json = withDeep({ data: ['deep', row, { id: 'deep' }, { id: 'd-2', name: 'deep' }] }, depth);
    world.vendor.control.misbehave({ path: 'merchant-interview-list', how: 'answer', json });
    world.clock.advance(day);
    const { body } = await world.ask('GET', '/interview-templates');
    expect(body.interview_templates).toEqual([
      { id: 'd-1', name: 'One' },
      { id: 'd-2', name: 'd-2' },
    ]);
    world.clock.advance(day);
  });

  it('in the answer to an invitation does not hide it', async () => {
    const json = withDeep([{ result: 'ok', interview_url: 'https://vendor.test/1', more: 'deep' }], depth);
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'answer', json });
    const sent = await sendInterview(world);
    world.vendor.control.behave();
    await scoreAttempt(world, sent);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  });
});
