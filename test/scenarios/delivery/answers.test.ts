import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { AnswerRule } from '../../../sandbox/workable/types.ts';
import { only, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, logged, untilDelivery, untilHistory } from '../../../testing/operator.ts';
import { openWorld, secrets, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ DELIVERY_RETRY_SCHEDULE: '1h' });
});
afterAll(() => world.close());

/** Scores an interview whose first PUT is answered so, and waits until the bridge has made up its mind. */
async function deliverAgainst(rule: Partial<AnswerRule>): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 200, ...only(sent), times: 1, ...rule });
  await scoreAttempt(world, sent);
  await untilHistory(world, sent, /sent completed/);
  return sent;
}

async function story({ id }: Sent): Promise<string> {
  return (await bridgeCommand(world, `show ${id}`)).text;
}

function alarmsAbout({ id }: Sent) {
  return logged(world, 'delivery').filter(({ level, interviewId }) => level === 'error' && interviewId === id);
}

test.each([200, 201, 202, 204])('%i is an acknowledgement', async (status) => {
  const sent = await deliverAgainst({ status });
  expect(await story(sent)).toMatch(/^delivery {4}acknowledged$/m);
  expect(putsOf(world, sent)).toHaveLength(1);
});

describe('409', () => {
  it('ends the delivery without an alarm and stays visible', async () => {
    const sent = await deliverAgainst({ status: 409, body: '{"error":"final"}' });
    expect(await story(sent)).toMatch(/^delivery {4}refused$/m);
    expect(alarmsAbout(sent)).toEqual([]);
    const { text } = await bridgeCommand(world, 'interviews --state refused');
    expect(text).toContain(sent.id);
    expect((await bridgeCommand(world, 'failed')).text).not.toContain(sent.id);
  });

  it('is no reason to keep newer content back', async () => {
    const sent = await sendInterview(world);
    world.workable.control.answerWith({ status: 409, ...only(sent), times: 1 });
    const attempt = await scoreAttempt(world, sent);
    await untilDelivery(world, sent, 'refused');
    await world.vendor.control.decide(attempt, true);
    const told = await world.workable.control.waitFor(sent.callbackUrl);
    expect(told.interview?.grade).toBe('passed');
  });
});

describe.each([400, 402, 404, 405, 406, 410, 411, 413, 415, 418, 422, 451])('%i', (status) => {
  it('fails the delivery at once, with an alarm, and keeps what Workable said', async () => {
    const sent = await deliverAgainst({ status, body: '{"error":"Candidate is\n disqualified"}' });
    expect(await story(sent)).toMatch(/^delivery {4}failed$/m);
    expect(putsOf(world, sent)).toHaveLength(1);
    expect(alarmsAbout(sent)).toEqual([expect.objectContaining({ outcome: 'failed' })]);
    const line = (await bridgeCommand(world, 'failed')).lines.find((each) => each.includes(sent.id));
    expect(line).toContain(`${status}  {"error":"Candidate is disqualified"}`);
  });
});

test.each<[string, Partial<AnswerRule>]>([
  ['408', { status: 408 }],
  ['425', { status: 425 }],
  ['500', { status: 500 }],
  ['502', { status: 502 }],
  ['503 without Retry-After', { status: 503 }],
  ['504', { status: 504 }],
  ['a closed connection', { drop: true }],
])('%s is tried again on the schedule', async (_answer, rule) => {
  const sent = await deliverAgainst(rule);
  expect(await story(sent)).toMatch(/^delivery {4}waiting$/m);
  expect(await story(sent)).toMatch(/^ {2}tries {5}1, /m);
  expect(alarmsAbout(sent)).toEqual([]);
  world.clock.advance(66 * 60_000);
  await world.workable.control.waitFor(sent.callbackUrl);
});

it('keeps at most two kibibytes of an answer', async () => {
  const sent = await deliverAgainst({ status: 400, body: 'x'.repeat(1024 * 1024) });
  const { text } = await bridgeCommand(world, `show ${sent.id}`);
  expect(text).toContain('xxxx');
  expect(text.length).toBeLessThan(4096);
});

describe('a redirect', () => {
  let thief: Server;
  let stolen: string[];
  beforeAll(async () => {
    stolen = [];
    thief = createServer((request, response) => {
      stolen.push(JSON.stringify(request.headers));
      response.end('{}');
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => thief.close(resolve)));

  it.each([301, 302, 303, 307, 308])('(%i) is not followed, and carries no token away', async (status) => {
    const location = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/`;
    const sent = await deliverAgainst({ status, headers: { location } });
    expect(await story(sent)).toMatch(/^delivery {4}waiting$/m);
    expect(stolen).toEqual([]);
  });
});

it('sends a PUT of JSON that says who it is', async () => {
  const sent = await deliverAgainst({});
  expect(putsOf(world, sent)[0]).toMatchObject({
    problems: [],
    headers: { 'content-type': 'application/json', 'user-agent': 'interview-bridge/test' },
  });
});

it('does not repeat its own token when Workable quotes it', async () => {
  const sent = await deliverAgainst({ status: 400, body: `bad token ${secrets.callbackToken}` });
  expect(await story(sent)).toContain('bad token [token]');
});
