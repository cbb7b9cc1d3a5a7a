import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { AnswerRule } from '../../../sandbox/workable/types.ts';
import { only, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand, logged, untilConcluded, untilNothingIsDue } from '../../../testing/operator.ts';
import { day, hour, minute, second } from '../../../testing/times.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ DELIVERY_RETRY_SCHEDULE: '1h', JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

function outcomesOf({ id }: Sent): (string | undefined)[] {
  return logged(world, 'delivery')
    .filter(({ interviewId }) => interviewId === id)
    .map(({ outcome }) => outcome);
}

/** One result that Workable answers so, once. */
async function deliverAgainst(rule: AnswerRule): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ ...rule, ...only(sent), times: 1 });
  await scoreAttempt(world, sent);
  await until('it is answered', () => outcomesOf(sent).length > 0);
  return sent;
}

async function scoreDuringPause(): Promise<Sent> {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilConcluded(world, sent);
  return sent;
}

type Row = [name: string, rule: (at: number) => AnswerRule];
const httpDate = (at: number) => new Date(at).toUTCString();
const epochSeconds = (at: number) => String(Math.ceil(at / 1000));

test.each<Row>([
  ['429 with Retry-After in seconds', () => ({ status: 429, headers: { 'Retry-After': '3600' } })],
  ['429 with Retry-After as a date', (at) => ({ status: 429, headers: { 'Retry-After': httpDate(at) } })],
  ['429 with X-Rate-Limit-Reset alone', (at) => ({ status: 429, headers: { 'X-Rate-Limit-Reset': epochSeconds(at) } })],
  [
    '429 with both, of which Retry-After counts',
    (at) => ({ status: 429, headers: { 'Retry-After': '3600', 'X-Rate-Limit-Reset': epochSeconds(at + 24 * hour) } }),
  ],
  ['503 with Retry-After in seconds', () => ({ status: 503, headers: { 'Retry-After': '3600' } })],
  ['503 with Retry-After as a date', (at) => ({ status: 503, headers: { 'Retry-After': httpDate(at) } })],
  ['429 that does not say for how long', () => ({ status: 429 })],
])('%s makes the whole account wait an hour, and no shorter', async (_name, rule) => {
  const refused = await deliverAgainst(rule(world.clock.now() + hour));
  expect(outcomesOf(refused)).toEqual(['rate-limited']);
  world.clock.advance(hour - minute);
  const late = await scoreDuringPause();
  expect([putsOf(world, refused).length, putsOf(world, late).length]).toEqual([1, 0]);
  // The schedule may lengthen a wait by a tenth.
  world.clock.advance(8 * minute);
  await world.workable.control.waitFor(refused.callbackUrl);
  await world.workable.control.waitFor(late.callbackUrl);
});

it('rests before it would be refused, when Workable says that nothing remains', async () => {
  const reset = epochSeconds(world.clock.now() + hour);
  const headers = { 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Reset': reset };
  const taken = await deliverAgainst({ status: 200, headers });
  expect(outcomesOf(taken)).toEqual(['acknowledged']);
  const late = await scoreDuringPause();
  expect(putsOf(world, late)).toHaveLength(0);
  world.clock.advance(hour);
  await world.workable.control.waitFor(late.callbackUrl);
});

it('does not wait longer than Workable says', async () => {
  const refused = await deliverAgainst({ status: 429, headers: { 'Retry-After': '3600' } });
  world.clock.advance(hour);
  await world.workable.control.waitFor(refused.callbackUrl);
});

it('does not come a moment before so many seconds are over', async () => {
  const sent = await deliverAgainst({ status: 429, headers: { 'Retry-After': '2' } });
  await world.workable.control.waitFor(sent.callbackUrl);
  const [refused, taken] = putsOf(world, sent).map(({ at }) => at);
  expect(taken).toBeGreaterThanOrEqual((refused ?? Number.NaN) + 2 * second);
});

it.each([
  ['Retry-After', httpDate],
  ['X-Rate-Limit-Reset', epochSeconds],
] as const)('does not come a moment before the time in %s', async (header, write) => {
  const moved = world.clock.now() - Date.now();
  const end = Math.ceil(world.clock.now() / second + 2) * second;
  const sent = await deliverAgainst({ status: 429, headers: { [header]: write(end) } });
  await world.workable.control.waitFor(sent.callbackUrl);
  expect(putsOf(world, sent).at(-1)?.at).toBeGreaterThanOrEqual(end - moved);
});

it('does not count the wait as a try', async () => {
  const sent = await deliverAgainst({ status: 500 });
  world.workable.control.answerWith({ status: 429, headers: { 'Retry-After': '7200' }, ...only(sent), times: 1 });
  world.clock.advance(1.2 * hour);
  await until('Workable asks to wait', () => outcomesOf(sent).includes('rate-limited'));
  expect((await bridgeCommand(world, `show ${sent.id}`)).text).toMatch(/^ {2}tries {5}1, /m);
  world.clock.advance(2 * hour);
  await world.workable.control.waitFor(sent.callbackUrl);
});

it('does not give up because of waits, however long they are', async () => {
  const sent = await deliverAgainst({ status: 429, headers: { 'Retry-After': String(7 * 24 * 3600) } });
  world.clock.advance(7 * day - minute);
  const late = await scoreDuringPause();
  expect([putsOf(world, sent).length, putsOf(world, late).length]).toEqual([1, 0]);
  world.clock.advance(minute);
  for (const { callbackUrl } of [sent, late]) {
    expect(await world.workable.control.waitFor(callbackUrl)).toMatchObject({ status: 'completed' });
  }
});

it.each<[string, (at: number) => AnswerRule]>([
  ['Retry-After in seconds', () => ({ status: 429, headers: { 'Retry-After': '999999999999' } })],
  ['Retry-After as a date', (at) => ({ status: 503, headers: { 'Retry-After': httpDate(at + 1000 * day) } })],
  ['X-Rate-Limit-Reset', (at) => ({ status: 429, headers: { 'X-Rate-Limit-Reset': epochSeconds(at + 1000 * day) } })],
])('asks one at a time after seven days when %s names a longer wait, and then delivers all', async (_what, rule) => {
  const { control } = world.workable;
  const endless = rule(world.clock.now());
  const refused = await deliverAgainst(endless);
  const waiting = [refused];
  for (let i = 0; i < 3; i += 1) waiting.push(await scoreDuringPause());
  const puts = () => waiting.flatMap((sent) => putsOf(world, sent)).length;
  world.clock.advance(7 * day - minute);
  waiting.push(await scoreDuringPause());
  expect(puts()).toBe(1);
  control.answerWith({ ...rule(world.clock.now()), times: 1 });
  world.clock.advance(minute);
  await until('there is a probe', () => puts() === 2);
  waiting.push(await scoreDuringPause(), await scoreDuringPause());
  expect(puts()).toBe(2);
  world.clock.advance(7 * day);
  for (const { callbackUrl } of waiting) await control.waitFor(callbackUrl);
  await untilNothingIsDue(world);
  expect(await measured(world, 'bridge_circuit_open')).toBe(0);
});

it('sends no other delivery until the probe is answered', async () => {
  const { control } = world.workable;
  const waiting = [await deliverAgainst({ status: 429, headers: { 'Retry-After': '999999999999' } })];
  for (let i = 0; i < 3; i += 1) waiting.push(await scoreDuringPause());
  // It is recorded when it is answered.
  control.answerWith({ status: 200, delayMs: second, times: 1 });
  const startedAt = Date.now();
  world.clock.advance(7 * day);
  for (const { callbackUrl } of waiting) await control.waitFor(callbackUrl);
  const [, ...times] = waiting.flatMap((sent) => putsOf(world, sent)).map(({ at }) => at);
  expect(times).toHaveLength(4);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(startedAt + 0.99 * second);
  await untilNothingIsDue(world);
});

describe('bridge close-circuit', () => {
  it('ends a wait at once while the bridge runs, and says what it was', async () => {
    const sent = await deliverAgainst({ status: 429, headers: { 'Retry-After': '999999999999' } });
    const late = await scoreDuringPause();
    const { code, text } = await bridgeCommand(world, 'close-circuit default');
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(
        /^default: deliveries had to wait until \d.*Z.*: Workable asked for it \(rate limit\), since/,
      ),
    ]);
    for (const { callbackUrl } of [sent, late]) await world.workable.control.waitFor(callbackUrl);
    await untilNothingIsDue(world);
  });

  it('lets those out too that were refused before it opened, and wait for their own next try', async () => {
    const refused = [];
    for (let i = 0; i < 3; i += 1) refused.push(await deliverAgainst({ status: 401 }));
    const { code, text } = await bridgeCommand(world, 'close-circuit default');
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(/^default: deliveries had to wait .*\. 3 results go out now$/),
    ]);
    for (const { callbackUrl } of refused) await world.workable.control.waitFor(callbackUrl);
    await untilNothingIsDue(world);
  });

  it('says so where it is not open, and does nothing', async () => {
    const { lines: before } = await bridgeCommand(world, 'history');
    const closeCircuit = () => bridgeCommand(world, 'close-circuit default');
    const text = 'default: nothing to do: the circuit is not open';
    expect(await closeCircuit()).toMatchObject({ code: 0, text });
    const sent = await deliverAgainst({ status: 500 });
    await untilNothingIsDue(world);
    expect(await closeCircuit()).toMatchObject({
      code: 0,
      text: `${text}. 1 result waits for the next try: "bridge replay <id>" makes one due now`,
    });
    expect((await bridgeCommand(world, 'history')).lines).toEqual(before);
    world.clock.advance(2 * hour);
    await world.workable.control.waitFor(sent.callbackUrl);
    await untilNothingIsDue(world);
  });

  it.each([
    [
      'close-circuit',
      'Missing <account>: the name of an account. For example: bridge close-circuit default. See "bridge close-circuit --help"',
    ],
    ['close-circuit default other', /^Too many arguments for 'close-circuit'\. Expected 1 argument but got 2\./],
    ['close-circuit nobody', 'The account should be one of default'],
  ])('refuses "%s"', async (words, message) => {
    expect(await bridgeCommand(world, words)).toMatchObject({
      code: 2,
      errors: [typeof message === 'string' ? message : expect.stringMatching(message)],
    });
  });
});

it('is reported while it lasts: by doctor with name and remedy, by readyz without', async () => {
  const sent = await deliverAgainst({ status: 429, headers: { 'Retry-After': '3600' } });
  const { code, text } = await bridgeCommand(world, 'doctor');
  expect([code, text]).toEqual([
    1,
    expect.stringMatching(
      /^WRONG {2}default: all deliveries wait until \d.*Z: Workable asked for it \(rate limit\), since \d.*"bridge close-circuit default"/m,
    ),
  ]);
  const warned = await until('it is reported', async () => {
    const { status, text, body } = await world.ask('GET', '/readyz');
    return body.warnings && { status, text, body };
  });
  expect([warned.status, warned.body]).toEqual([
    200,
    {
      status: 'ready',
      warnings: [
        expect.stringMatching(/^deliveries of 1 account wait until \d.*Z: Workable asked for it \(rate limit\)$/),
      ],
    },
  ]);
  expect(warned.text).not.toContain('default');
  world.clock.advance(hour);
  await world.workable.control.waitFor(sent.callbackUrl);
  await until('nothing is reported', async () => (await world.ask('GET', '/readyz')).body.warnings === undefined);
  expect((await bridgeCommand(world, 'doctor')).code).toBe(0);
});

it.each<[string, Record<string, string>]>([
  ['a date that is past', { 'Retry-After': 'Wed, 21 Oct 2015 07:28:00 GMT' }],
  ['a reset that is past', { 'X-Rate-Limit-Reset': '1445412480' }],
  ['no time at all', { 'Retry-After': '0' }],
])('goes on after a second when Workable names %s', async (_what, headers) => {
  const sent = await deliverAgainst({ status: 429, headers });
  world.clock.advance(second);
  await world.workable.control.waitFor(sent.callbackUrl);
  await untilNothingIsDue(world);
});

it('waits by its own schedule when Workable names words', async () => {
  const sent = await deliverAgainst({ status: 429, headers: { 'Retry-After': 'soon' } });
  world.clock.advance(hour - 10 * second);
  await scoreDuringPause();
  expect(putsOf(world, sent)).toHaveLength(1);
  world.clock.advance(8 * minute);
  await world.workable.control.waitFor(sent.callbackUrl);
  await untilNothingIsDue(world);
});

test('five tries without an answer make the account wait, then one goes out at a time, until one is answered', async () => {
  const { control } = world.workable;
  // For a while after a success nothing is counted.
  world.clock.advance(minute);
  control.answerWith({ status: 500, match: 'outage-' });
  const callbackUrl = () => `${world.workable.url}/interviews/outage-${randomUUID()}`;
  const sent = await Promise.all(
    Array.from({ length: 60 }, () => sendInterview(world, { callbackUrl: callbackUrl() })),
  );
  const rests = async () => (await measured(world, 'bridge_circuit_open', { reason: 'outage' })) === 1;
  await Promise.all([until('the account rests', rests), ...sent.map((each) => scoreAttempt(world, each))]);
  const tried = () => sent.flatMap((each) => outcomesOf(each).filter((outcome) => outcome === 'try-again')).length;
  await until('five were tried', () => tried() >= 5);
  for (let probes = 0; probes < 3; probes += 1) {
    const before = tried();
    world.clock.advance(30 * second);
    await until('one more was tried', () => tried() > before);
  }
  // The clock goes on by itself too.
  expect(tried()).toBeLessThan(15);
  control.behave();
  world.clock.advance(1.2 * hour);
  await Promise.all(sent.map((each) => control.waitFor(each.callbackUrl)));
});
