import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorldOf, sendInterviewOf } from '../../testing/accounts.ts';
import { only, type Sent, scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, untilDelivery, untilNothingIsDue } from '../../testing/operator.ts';
import { during } from '../../testing/process.ts';
import { openWorld, secrets, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

type Data = Record<string, unknown>;

/** The objects that a command prints with `--json`; each line is one. */
async function json(words: string, expectedCode = 0): Promise<Data[]> {
  const { code, lines, errors } = await bridgeCommand(world, `${words} --json`);
  expect([words, code]).toEqual([words, expectedCode]);
  const printed = lines.filter((line) => !errors.includes(line));
  return printed.map((line) => JSON.parse(line) as Data);
}

async function fail(): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 404, times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'failed');
  return sent;
}

async function reject(): Promise<void> {
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  expect((await world.ask('POST', '/webhooks/jobmojito', { headers, rawBody: '{"a\u202e' })).status).toBe(400);
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('lists', () => {
  it('have the newest first, at most as many as asked for, and say that there may be more', async () => {
    const sent: Sent[] = [];
    for (let i = 0; i < 3; i += 1) {
      sent.push(await fail());
      await reject();
      world.clock.advance(1000);
    }
    const newest = sent.map(({ id }) => id).toReversed();
    expect((await json('interviews')).map((each) => each.interview_id)).toEqual(newest);
    expect((await json('failed --limit 2')).map((each) => each.interview_id)).toEqual(newest.slice(0, 2));
    expect((await json('rejected')).map((each) => each.number)).toEqual([3, 2, 1]);
    for (const id of newest) await bridgeCommand(world, `dismiss ${id}`);
    expect((await json('history --limit 2')).map((each) => each.text)).toEqual(
      [newest[2], newest[1]].map((id) => `dismissed failed deliveries: 1 (${id})`),
    );

    for (const [words, first] of [
      ['interviews', newest[0]],
      ['rejected', '3  w'],
      ['history', newest[2]],
    ]) {
      const { lines } = await bridgeCommand(world, `${words} --limit 2`);
      expect(lines).toEqual([expect.stringContaining(first ?? ''), expect.any(String), '2 shown, there may be more']);
      expect((await bridgeCommand(world, `${words} --limit 4`)).lines.at(-1)).toBe('3 in all');
    }
  });

  it('are tables on a terminal, in colour where it has colours', async () => {
    const plain = await bridgeCommand(world, 'interviews --limit 1');
    const shown = await bridgeCommand(world, 'interviews --limit 1', {}, { columns: 80 });
    expect(shown.lines[0]).toMatch(/^CREATED +INTERVIEW +STATE$/);
    expect(shown.lines[1]).toBe(plain.lines[0]);
    const coloured = await bridgeCommand(world, 'doctor', {}, { columns: 80, hasColours: true });
    expect(coloured.lines[0]).toContain('\u001b[32mok   \u001b[0m  settings: ');
    expect((await json('interviews --limit 1'))[0]).toMatchObject({ state: 'refused' });
  });

  it('show how far they are, on a terminal', async () => {
    const progress: string[] = [];
    await bridgeCommand(world, 'interviews', {}, { showProgress: (text) => void progress.push(text) });
    expect(progress.at(-1)).toBe('interviews read: 3');
  });
});

it('lists interviews newest first whichever account they are of', async ({ onTestFinished }) => {
  const several = await during(onTestFinished, openWorldOf(['globex']));
  const ids: string[] = [];
  for (const account of ['acme', 'globex', 'acme', 'globex', 'globex']) {
    ids.unshift((await sendInterviewOf(several, account)).id);
    several.clock.advance(1000);
  }
  const listed = async (words: string) => {
    const { lines } = await bridgeCommand(several, `interviews ${words}`);
    return lines.slice(0, -1).map((line) => line.split('  ')[1]);
  };
  expect(await listed('')).toEqual(ids);
  expect(await listed('--limit 3')).toEqual(ids.slice(0, 3));
  expect(await listed('--account acme')).toEqual([ids[2], ids[4]]);
});

describe('each command', () => {
  it('prints what it found or did', async () => {
    const sent = await fail();
    const id = sent.id;
    expect((await json('failed'))[0]).toEqual({
      interview_id: id,
      account: 'default',
      state: 'failed',
      failed_at: time,
      status: 404,
      answer: expect.stringMatching(/^404/),
    });
    expect(await json(`show ${id}`)).toEqual([
      expect.objectContaining({
        interview_id: id,
        state: 'failed',
        created_at: time,
        invitation: { state: 'invited' },
        concluded: { status: 'completed', at: time },
        deliveries: [{ failed: { at: time, answer: expect.stringMatching(/^404/) } }],
        attempts: [{ attempt_id: expect.any(String), status: 'completed', score: '7.8 of 10' }],
        history: expect.arrayContaining([{ at: time, text: 'created' }]),
      }),
    ]);
    const findings = await json('doctor', 1);
    expect(findings).toContainEqual({
      ok: false,
      level: 'wrong',
      text: expect.stringContaining('1 delivery has failed'),
    });
    expect(findings).toContainEqual({ ok: true, level: 'ok', text: expect.stringContaining('redis: answers') });
    expect(await json(`replay ${id} --dry-run`)).toEqual([
      { interview_id: id, state: 'failed', would_send: true, changes: expect.arrayContaining([expect.any(String)]) },
    ]);
    expect(await json(`dismiss ${id}`)).toEqual([{ interview_id: id, outcome: 'dismissed' }]);
    expect(await json(`replay ${id}`)).toEqual([{ interview_id: id, outcome: 'queued' }]);
    await untilNothingIsDue(world);
    expect(await json(`replay ${id}`)).toEqual([{ interview_id: id, outcome: 'nothing-to-do', state: 'delivered' }]);
    const queued = { queued: 1, already_queued: 0, waiting: 1, rate_per_second: 1000 };
    await fail();
    expect(await json('replay --all --rate 1000')).toEqual([{ account: 'default', ...queued }]);
    expect(await json('close-circuit default')).toEqual([
      { account: 'default', outcome: 'not-open', waiting: expect.any(Number) },
    ]);
    expect((await json('history'))[0]).toEqual({
      at: time,
      account: 'default',
      text: 'queued deliveries for replay: 1',
    });
    expect(await json(`forget ${sent.email}`)).toEqual([
      { account: 'default', interview_id: id, outcome: 'would-erase' },
    ]);
    expect(await json(`forget ${sent.email} --yes`)).toEqual([
      { account: 'default', interview_id: id, outcome: 'erased' },
    ]);
  });

  it('prints rejected webhooks with characters that a terminal interprets as escapes of JSON', async () => {
    await bridgeCommand(world, 'discard --all');
    await reject();
    const [listed] = await json('rejected');
    const about = { number: 1, webhook_id: expect.any(String), at: time, account: 'default', reason: 'Invalid JSON' };
    expect(listed).toEqual({ ...about, bytes: 6 });
    const { text } = await bridgeCommand(world, 'rejected 1 --json');
    expect(text).toContain('\\u202e');
    expect(await json('rejected 1')).toEqual([{ ...listed, body: '{"a\u202e' }]);
    const { webhook_id, account } = listed ?? {};
    expect(await json('replay-rejected 1', 1)).toEqual([
      { webhook_id, account, outcome: 'still-rejected', reason: 'Invalid JSON' },
    ]);
    expect(await json('discard 1')).toEqual([{ webhook_id, account, outcome: 'discarded' }]);
    expect(await json('rejected')).toEqual([]);
  });

  it('prints nothing but errors where there is nothing', async () => {
    expect(await json('show unknown', 1)).toEqual([]);
    expect(await json('dismiss unknown', 1)).toEqual([]);
  });
});
