import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { begin, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, countOf, logged, untilHistory, untilNothingIsDue } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { day } from '../../../testing/times.ts';
import { openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.vendor.control.behave();
  world.vendor.control.dropWebhooks = false;
  world.vendor.control.detailsExtra = {};
});

/** A webhook about a new interview with these fields, whatever their types. */
async function hear(changes: Record<string, unknown>): Promise<Sent> {
  const sent = await sendInterview(world);
  await world.vendor.control.sendWebhook({ ...resultOf(sent), ...changes });
  return sent;
}

function tracesOf({ id }: Sent, event: string) {
  return logged(world, event).filter(({ interviewId }) => interviewId === id);
}

async function storyOf({ id }: Sent): Promise<string> {
  return (await bridgeCommand(world, `show ${id}`)).text;
}

test.each([
  ['7,8', '"true"', { score: '78', grade: 'passed' }],
  [' 7.8 ', '" TRUE "', { score: '78', grade: 'passed' }],
  ['+9.5', '1', { score: '95', grade: 'excelled' }],
  ['0,123', '"0"', { score: '1', grade: 'failed' }],
])('a score %j with the decision %s is read, and nothing is ignored', async (score, decision, expected) => {
  const sent = await hear({ score, recruiter_go_next_round: JSON.parse(decision) });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: expected });
  expect(tracesOf(sent, 'field')).toEqual([]);
});

test.each(['78%', 'good', '', '1,234', '4,212', [], {}, true])(
  'the score %j is ignored, and log, counter and history say so',
  async (score) => {
    const counted = await countOf(world, 'field', 'ignored');
    const sent = await hear({ score });
    expect(tracesOf(sent, 'field')).toEqual([
      expect.objectContaining({ level: 'warn', outcome: 'ignored', detail: 'score', account: 'default' }),
    ]);
    expect(await countOf(world, 'field', 'ignored')).toBe(counted + 1);
    expect(await storyOf(sent)).toMatch(/interview_result: attempt .*, ignored: score$/m);
    expect(putsOf(world, sent)).toEqual([]);
  },
);

it('the names are kept, and never what the fields held', async () => {
  const sent = await hear({ recruiter_go_next_round: 'Maybe-Lakita', candidate_email: 'Unmistakable', score: 6 });
  const names = tracesOf(sent, 'field').map((entry) => (entry as { detail?: string }).detail);
  expect(names).toEqual(['recruiter_go_next_round', 'candidate_email']);
  expect(world.logLines.join('') + (await storyOf(sent))).not.toMatch(/Maybe-Lakita|Unmistakable/);
});

it('an unknown status word is reported', async () => {
  const sent = await hear({ interview_status: 'resumed', status: 'draft', processing_status: 'new', score: null });
  expect(tracesOf(sent, 'field')).toMatchObject([{ detail: 'interview_status' }]);
  expect(await storyOf(sent)).toContain('running, ignored: interview_status');
});

it('reasons in any shape leave no trace', async () => {
  const sent = await hear({ ai_analysis_recruiter_why_hire: { calm: [1, { a: null }] } });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toBeTruthy();
  expect(tracesOf(sent, 'field')).toEqual([]);
});

it.each([[true], [{ calm: false }], [[{}]], [['Calm', [[[[['deep']]]]]]]])(
  'reasons like %j are ignored where they cannot be read, and log, counter and history say so',
  async (reasons) => {
    const counted = await countOf(world, 'field', 'ignored');
    const sent = await hear({ ai_analysis_recruiter_why_hire: reasons });
    expect(tracesOf(sent, 'field')).toMatchObject([{ level: 'warn', detail: 'ai_analysis_recruiter_why_hire' }]);
    expect(await countOf(world, 'field', 'ignored')).toBe(counted + 1);
    expect(await storyOf(sent)).toMatch(/ignored: ai_analysis_recruiter_why_hire(;.*)?$/m);
  },
);

it('ids that are numbers are read by their digits', async () => {
  const sent = await hear({ id: 12, profile_interview_id: 13 });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  expect(tracesOf(sent, 'field')).toEqual([]);
  expect(await storyOf(sent)).toContain('interview_result: attempt 12');
});

it('what is odd about a foreign webhook is reported without an interview', async () => {
  const counted = await countOf(world, 'field', 'ignored');
  const unknown = { id: 'nobody', email: 'nobody@example.test', templateId: 'unknown' };
  await world.vendor.control.sendWebhook({ ...resultOf(unknown), candidate_external_id: [7] });
  expect(await countOf(world, 'field', 'ignored')).toBe(counted + 1);
});

it('what is odd about a row of the result list is reported with the interview', async () => {
  world.vendor.control.dropWebhooks = true;
  const sent = await sendInterview(world);
  const attempt = await begin(world, sent);
  const row = {
    interview_result_id: attempt,
    definition_id: sent.templateId,
    candidate_email: sent.email,
    status: 'active',
    coach_status: 'completed',
    processing_status: 'completed',
    score: '80 points',
  };
  const json = JSON.stringify({ data: [row, { ...row, interview_result_id: 7.5, score: 1 }] });
  world.vendor.control.misbehave({ path: 'merchant-result-list', query: { type: 'interview' }, how: 'answer', json });
  world.clock.advance(day);
  await untilHistory(world, sent, /polled the vendor: attempt .* ignored: score/);
  expect(tracesOf(sent, 'field')).toContainEqual(expect.objectContaining({ detail: 'score', attemptId: attempt }));
  const loose = logged(world, 'field').filter(({ interviewId }) => interviewId === undefined);
  expect(loose).toContainEqual(expect.objectContaining({ account: 'default', detail: 'interview_result_id' }));
});

it('what is odd about the details of a result is reported with the interview', async () => {
  world.vendor.control.detailsExtra = { duration: 'long', start: 7, transcript: [{ is_answer: 'perhaps' }] };
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await world.workable.control.waitFor(sent.callbackUrl);
  const names = tracesOf(sent, 'field').map((entry) => (entry as { detail?: string }).detail);
  expect(names.toSorted()).toEqual(['duration', 'start', 'transcript[].is_answer']);
  expect(await storyOf(sent)).toMatch(/details of attempt .* fetched, ignored: start duration transcript/);
});

describe('a score below 0', () => {
  it('is "not scored" when it is −1, without an alarm', async () => {
    const sent = await hear({ score: -1 });
    await untilNothingIsDue(world);
    expect([putsOf(world, sent), tracesOf(sent, 'score'), tracesOf(sent, 'field')]).toEqual([[], [], []]);
  });

  it('is not taken when it is another, with an alarm', async () => {
    const counted = await countOf(world, 'score', 'below-minimum');
    const sent = await hear({ score: -5 });
    await untilNothingIsDue(world);
    expect(putsOf(world, sent)).toEqual([]);
    expect(tracesOf(sent, 'score')).toEqual([
      expect.objectContaining({ level: 'error', outcome: 'below-minimum', account: 'default' }),
    ]);
    expect(await countOf(world, 'score', 'below-minimum')).toBe(counted + 1);
    expect(await storyOf(sent)).toContain('below the minimum: score');
  });

  it('does not take away the score that was there', async () => {
    const sent = await sendInterview(world);
    const payload = resultOf(sent, { score: 6.2 });
    await world.vendor.control.sendWebhook(payload);
    await world.workable.control.waitFor(sent.callbackUrl);
    await world.vendor.control.sendWebhook({ ...payload, score: -3 });
    await untilNothingIsDue(world);
    expect(putsOf(world, sent).map(({ body }) => body)).toMatchObject([{ interview: { score: '62' } }]);
  });

  it('of an answer is not sent, with an alarm unless it is −1', async () => {
    const turn = (question_asked: string, score: number) => ({ is_answer: true, question_asked, score });
    world.vendor.control.detailsExtra = { transcript: [turn('One?', 4), turn('Two?', -1), turn('Three?', -2)] };
    const sent = await sendInterview(world);
    await scoreAttempt(world, sent);
    const { interview } = await world.workable.control.waitFor(sent.callbackUrl);
    expect(interview?.details?.['Question scores']).toEqual({ '1. One?': '40 of 100' });
    expect(tracesOf(sent, 'score')).toMatchObject([{ outcome: 'below-minimum', detail: 'transcript[].score' }]);
  });
});

it('a score of an answer above the maximum is sent as it is, with an alarm', async () => {
  world.vendor.control.detailsExtra = { transcript: [{ is_answer: true, question_asked: 'One?', score: 87 }] };
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  const { interview } = await world.workable.control.waitFor(sent.callbackUrl);
  expect(interview?.details?.['Question scores']).toEqual({ '1. One?': '87 of 10' });
  expect(tracesOf(sent, 'score')).toMatchObject([{ level: 'error', outcome: 'above-maximum' }]);
});

it('what is odd about a definition is reported, and the definition offered', async () => {
  const [id, imported] = [crypto.randomUUID(), crypto.randomUUID()];
  const rows = [
    { id, name: 'Odd\r\nname', status: 'active', is_ats: 'maybe' },
    { id: imported, name: 'Imported', status: 'active', is_ats: 'True' },
  ];
  const json = JSON.stringify({ data: rows });
  world.vendor.control.misbehave({ path: 'merchant-interview-list', how: 'answer', json });
  world.clock.advance(day);
  const { body } = await world.ask('GET', '/interview-templates');
  expect(body).toEqual({ interview_templates: [{ id, name: 'Odd name' }] });
  expect(logged(world, 'field')).toContainEqual(
    expect.objectContaining({ level: 'warn', outcome: 'ignored', account: 'default', detail: 'is_ats' }),
  );
});
