import { expect, it, test } from 'vitest';
import { only, putsOf, type Sent, scoreAttempt, scoreMany, sendInterview } from '../../../testing/interviews.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand, logged, untilConcluded, untilHistory, untilNothingIsDue } from '../../../testing/operator.ts';
import { during } from '../../../testing/process.ts';
import { openSecondBridge } from '../../../testing/second-bridge.ts';
import { hour, minute } from '../../../testing/times.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

type Finish = Parameters<typeof during>[0];

/** Longer than any wait of the schedule, lengthened by a tenth at most. */
const oneWait = 1.2 * hour;

function openHere(onTestFinished: Finish, settings: Record<string, string> = {}): Promise<World> {
  return during(
    onTestFinished,
    openWorld({
      DELIVERY_RETRY_SCHEDULE: '1h',
      DELIVERY_GIVE_UP_AFTER: '96h',
      JOBMOJITO_DETAILS: 'false',
      ...settings,
    }),
  );
}

function outcomesOf(world: World, { id }: Sent): (string | undefined)[] {
  return logged(world, 'delivery')
    .filter(({ interviewId, outcome }) => interviewId === id && outcome !== 'paused')
    .map(({ outcome }) => outcome);
}

/** A result whose callback URL Workable always refuses. */
async function refuse(world: World, status = 403): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status, ...only(sent) });
  await scoreAttempt(world, sent);
  await untilHistory(world, sent, /sent completed: token-rejected/);
  return sent;
}

async function refuseThree(world: World): Promise<Sent[]> {
  return [await refuse(world), await refuse(world), await refuse(world)];
}

async function deliver(world: World): Promise<Sent> {
  const [sent] = (await scoreMany(world, 1)) as [Sent];
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  return sent;
}

async function scoreAndWait(world: World): Promise<Sent> {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilConcluded(world, sent);
  return sent;
}

/** The outcome is written down, and when the next try is. */
async function untilTried(world: World, { id }: Sent, tries: number): Promise<void> {
  const words = new RegExp(`^ {2}tries {5}${tries}, `, 'm');
  await until('it is tried again', async () => words.test((await bridgeCommand(world, `show ${id}`)).text));
}

async function isPaused(world: World): Promise<boolean> {
  return (await measured(world, 'bridge_circuit_open')) === 1;
}

test.each([401, 403])('a callback URL that always answers %i delays no other interview', async (status) => {
  const world = await openWorld({ DELIVERY_RETRY_SCHEDULE: '1h', JOBMOJITO_DETAILS: 'false' });
  try {
    await deliver(world);
    const bad = await refuse(world, status);
    for (let i = 0; i < 3; i += 1) {
      await deliver(world);
      world.clock.advance(oneWait);
      await untilTried(world, bad, i + 2);
    }
    expect(await isPaused(world)).toBe(false);
    expect((await world.ask('GET', '/readyz')).body).toEqual({ status: 'ready' });
  } finally {
    await world.close();
  }
});

it('retries what is refused by the schedule, then fails it, and lists it with the answer', async ({
  onTestFinished,
}) => {
  const world = await openHere(onTestFinished);
  const bad = await refuse(world);
  expect((await bridgeCommand(world, `show ${bad.id}`)).text).toMatch(/^ {2}tries {5}1, last answer 403, next at /m);
  world.clock.advance(hour - minute);
  await deliver(world);
  expect(putsOf(world, bad)).toHaveLength(1);
  world.clock.advance(96 * hour);
  await until('the bridge has given up', () => outcomesOf(world, bad).includes('gave-up'));
  await untilNothingIsDue(world);
  const { lines } = await bridgeCommand(world, 'failed');
  expect(lines).toEqual([expect.stringMatching(`${bad.id}  403`), '1 in all']);
  expect(logged(world, 'delivery')).toContainEqual(expect.objectContaining({ level: 'error', outcome: 'gave-up' }));
  world.workable.control.behave();
  await bridgeCommand(world, `replay ${bad.id}`);
  expect(await world.workable.control.waitFor(bad.callbackUrl)).toMatchObject({ status: 'completed' });
});

it('is in no doubt about what Workable has after a refusal', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const sent = await sendInterview(world);
  const attempt = await scoreAttempt(world, sent, 5);
  await world.workable.control.waitFor(sent.callbackUrl);
  await untilNothingIsDue(world);
  world.workable.control.answerWith({ status: 403, ...only(sent) });
  await world.vendor.control.score(attempt, 6);
  await untilHistory(world, sent, /token-rejected/);
  const { text } = await bridgeCommand(world, `show ${sent.id}`);
  expect(text).toMatch(/^ {2}has {7}completed since/m);
  expect(text).not.toContain('outcome unknown');
});

it('knows what Workable has while no connection is possible, and says why', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const sent = await sendInterview(world);
  const attempt = await scoreAttempt(world, sent, 5);
  await world.workable.control.waitFor(sent.callbackUrl);
  await untilNothingIsDue(world);
  await world.workable.close();
  await world.vendor.control.score(attempt, 6);
  await untilHistory(world, sent, /sent completed: try-again \(connect \(ECONNREFUSED\)\)/);
  const { text } = await bridgeCommand(world, `show ${sent.id}`);
  expect(text).toMatch(/^ {2}has {7}completed since/m);
  expect(text).not.toContain('outcome unknown');
});

it('delays no interview after two refused ones, however often', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const bad = [await refuse(world), await refuse(world)];
  for (let tries = 2; tries <= 4; tries += 1) {
    world.clock.advance(oneWait);
    for (const sent of bad) await untilTried(world, sent, tries);
  }
  expect(await isPaused(world)).toBe(false);
  const { code, text } = await bridgeCommand(world, 'doctor');
  expect([code, text]).toEqual([
    1,
    expect.stringMatching(/^WRONG {2}default: .*refused our callback token for 2 int/m),
  ]);
  await deliver(world);
});

it.each([200, 409, 404])('counts no refusals from before an answer of %i', async (status) => {
  const world = await openWorld({ DELIVERY_RETRY_SCHEDULE: '1h', JOBMOJITO_DETAILS: 'false' });
  try {
    await refuse(world);
    await refuse(world);
    const sent = await sendInterview(world);
    world.workable.control.answerWith({ status, ...only(sent), times: 1 });
    await scoreAttempt(world, sent);
    await untilHistory(world, sent, new RegExp(`\\(${status}\\)`));
    await untilNothingIsDue(world);
    await refuse(world);
    await refuse(world);
    expect(await isPaused(world)).toBe(false);
    await refuse(world);
    expect(await isPaused(world)).toBe(true);
  } finally {
    await world.close();
  }
});

it('lets a good one end the wait that three bad ones made, and then all at once', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const bad = await refuseThree(world);
  const good: Sent[] = [];
  for (let i = 0; i < 5; i += 1) good.push(await scoreAndWait(world));
  expect(good.flatMap((sent) => putsOf(world, sent))).toEqual([]);
  world.clock.advance(oneWait);
  for (const { callbackUrl } of good) await world.workable.control.waitFor(callbackUrl);
  expect(good.map((sent) => putsOf(world, sent).length)).toEqual(good.map(() => 1));
  await until('the bad ones are tried, each for itself', () => bad.every((sent) => putsOf(world, sent).length >= 2));
});

it('probes once a wait and never twice in a row with the same, over several processes', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const processes: Pick<World, 'logLines'>[] = [world];
  for (let i = 0; i < 2; i += 1) processes.push(await during(onTestFinished, openSecondBridge(world)));
  const refusals = () =>
    processes.flatMap(({ logLines }) => logLines.filter((line) => line.includes('token-rejected')));
  world.workable.control.answerWith({ status: 401 });
  const paths = () => world.workable.control.callbacks.map(({ path }) => path);
  const first = await scoreMany(world, 3);
  await until('the account waits', () => isPaused(world));
  await until('all three were refused', () => refusals().length === 3);
  const before = paths().length;
  for (let probe = 1; probe <= 5; probe += 1) {
    world.clock.advance(oneWait);
    await until('there is a probe', () => refusals().length === before + probe);
    for (const sent of await scoreMany(world, probe === 3 ? 1 : 0)) await untilConcluded(world, sent);
    await deliverNothingMore(world, before + probe);
  }
  const probes = paths().slice(before - 1);
  expect(probes.filter((path, i) => path === probes[i - 1])).toEqual([]);
  expect(first.map((sent) => putsOf(world, sent).length > 1)).toEqual([true, true, true]);
});

/** The worker has done other things meanwhile. */
async function deliverNothingMore(world: World, count: number): Promise<void> {
  for (let i = 0; i < 5; i += 1) await untilHistory(world, await sendInterview(world), /./);
  expect(world.workable.control.callbacks).toHaveLength(count);
}

it('tries the token at once when an operator replays, and then delivers all', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const bad = await refuseThree(world);
  const waiting = await scoreAndWait(world);
  world.workable.control.behave();
  await bridgeCommand(world, `replay ${bad[0]!.id}`);
  expect(await world.workable.control.waitFor(waiting.callbackUrl)).toMatchObject({ status: 'completed' });
  await bridgeCommand(world, `replay ${bad.map(({ id }) => id).join(' ')}`);
  for (const { callbackUrl } of bad) await world.workable.control.waitFor(callbackUrl);
});

it('loses nothing while the token is wrong for longer than tries last', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished, { DELIVERY_GIVE_UP_AFTER: '3h' });
  world.workable.control.answerWith({ status: 401 });
  const refusals = () => logged(world, 'delivery').filter(({ outcome }) => outcome === 'token-rejected');
  const sent = await scoreMany(world, 4);
  await until('the account waits', async () => refusals().length >= 3 && (await isPaused(world)));
  for (let probe = 0; probe < 6; probe += 1) {
    const before = refusals().length;
    world.clock.advance(oneWait);
    await until('there is a probe', () => refusals().length > before);
  }
  expect((await bridgeCommand(world, 'failed')).text).toBe('none');
  world.workable.control.behave();
  world.clock.advance(oneWait);
  for (const { callbackUrl } of sent) await world.workable.control.waitFor(callbackUrl);
});

/** The bad ones have been tried once more, each for itself. */
async function untilRefusedAgain(world: World, bad: readonly Sent[], puts: number): Promise<void> {
  await until('the bad ones are tried again', () => bad.every((sent) => putsOf(world, sent).length >= puts));
  await until('their answers are written down', () => bad.every((sent) => outcomesOf(world, sent).length >= puts));
}

it('is stopped once by three bad callback URLs, and not at every round', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const bad = await refuseThree(world);
  const waiting = await scoreAndWait(world);
  world.clock.advance(oneWait);
  await world.workable.control.waitFor(waiting.callbackUrl);
  for (let puts = 2; puts <= 4; puts += 1) {
    await untilRefusedAgain(world, bad, puts);
    expect(await isPaused(world)).toBe(false);
    await deliver(world);
    world.clock.advance(oneWait);
  }
  world.clock.advance(96 * hour);
  await until('all are given up', () => bad.every((sent) => outcomesOf(world, sent).includes('gave-up')));
});

it('is stopped by a revoked token although bad callback URLs wait', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const bad = await refuseThree(world);
  const waiting = await scoreAndWait(world);
  world.clock.advance(oneWait);
  await world.workable.control.waitFor(waiting.callbackUrl);
  await untilRefusedAgain(world, bad, 2);
  world.workable.control.answerWith({ status: 401 });
  for (const expected of [false, false, true]) {
    await refuse(world, 401);
    expect(await isPaused(world)).toBe(expected);
  }
  const held = await scoreAndWait(world);
  expect(putsOf(world, held)).toEqual([]);
  world.workable.control.behave();
  world.clock.advance(oneWait);
  await world.workable.control.waitFor(held.callbackUrl);
});

it('lets the one that is left alone be tried by its schedule, and give up', async ({ onTestFinished }) => {
  const world = await openHere(onTestFinished);
  const [left, ...others] = (await refuseThree(world)) as [Sent, Sent, Sent];
  for (const { email } of others) await bridgeCommand(world, `forget ${email} --yes`);
  world.clock.advance(oneWait);
  await until('it is tried once more', () => outcomesOf(world, left).length === 2);
  await until('nothing else waits', async () => !(await isPaused(world)));
  await deliver(world);
  world.clock.advance(oneWait + 96 * hour);
  await until('the bridge has given up', async () => {
    world.clock.advance(oneWait);
    return outcomesOf(world, left).includes('gave-up');
  });
  expect((await bridgeCommand(world, 'failed')).lines).toContainEqual(expect.stringContaining(`${left.id}  403`));
});
