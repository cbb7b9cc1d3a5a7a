import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorldOf, scoreOf, sendInterviewOf, sendResult } from '../../../testing/accounts.ts';
import { putsOf, type Sent } from '../../../testing/interviews.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand, logged, untilConcluded } from '../../../testing/operator.ts';
import { hour } from '../../../testing/times.ts';
import { until, type World } from '../../../testing/world.ts';

/** Longer than any wait of the schedule, lengthened by a tenth at most. */
const oneWait = 1.2 * hour;

let world: World;
let waiting: Sent[];
/** From here on Workable refuses the token of acme. */
beforeAll(async () => {
  world = await openWorldOf(['globex'], { DELIVERY_RETRY_SCHEDULE: '1h' });
  world.workable.control.answerWith({ status: 401, match: 'acme-' });
  waiting = [];
  await refuseThree();
});
afterAll(() => world.close());

function refusals(): number {
  return logged(world, 'delivery').filter(({ outcome }) => outcome === 'token-rejected').length;
}

function putsOfAcme(): number {
  return pathsOfAcme().length;
}

function pathsOfAcme(): string[] {
  return world.workable.control.callbacks.map(({ path }) => path).filter((path) => path.includes('acme-'));
}

/** One after the other: with the third the account's deliveries wait. */
async function refuseThree(): Promise<void> {
  for (let i = 0; i < 3; i += 1) {
    const before = refusals();
    waiting.push(await scoreOf(world, 'acme'));
    await until('the token is refused', () => refusals() === before + 1);
  }
}

/** A new interview has a result; resolves when the bridge has queued it behind the open circuit. */
async function scoreAndWait(): Promise<void> {
  const sent = await scoreOf(world, 'acme');
  waiting.push(sent);
  await untilConcluded(world, sent);
}

async function isOpen(account: string): Promise<boolean> {
  const labels = { account, destination: 'callback', reason: 'token' };
  return (await measured(world, 'bridge_circuit_open', labels)) === 1;
}

it('raises an alarm when it is the third in a row', async () => {
  const levels = logged(world, 'delivery')
    .filter(({ outcome }) => outcome === 'token-rejected')
    .map(({ level }) => level);
  expect(levels).toEqual(['warn', 'warn', 'error']);
  expect(logged(world, 'delivery')).toContainEqual(
    expect.objectContaining({ level: 'error', outcome: 'token-rejected', account: 'acme' }),
  );
  expect(await isOpen('acme')).toBe(true);
});

it('keeps the deliveries of the account together', async () => {
  for (let i = 0; i < 10; i += 1) await scoreAndWait();
  expect(putsOfAcme()).toBe(3);
});

it.each([4, 5, 6])('probes once a wait, with PUT number %i', async (probe) => {
  world.clock.advance(oneWait);
  await until('the probe is over', () => refusals() === probe);
  await scoreAndWait();
  expect(putsOfAcme()).toBe(probe);
});

it('probes with no interview a second time while another has not been the probe', () => {
  expect(new Set(pathsOfAcme()).size).toBe(6);
});

it('counts no probe as a try, and leaves what it was about waiting', async () => {
  const [path] = pathsOfAcme().slice(-1);
  const { id } = waiting.find(({ callbackUrl }) => new URL(callbackUrl).pathname === path)!;
  const { text } = await bridgeCommand(world, `show ${id}`);
  expect(text).toMatch(/^delivery {4}waiting$/m);
  expect(text).not.toMatch(/^ {2}tries/m);
});

it('is reported by doctor with the name, by readyz without', async () => {
  const { code, lines } = await bridgeCommand(world, 'doctor');
  expect(code).toBe(1);
  const found = lines.filter((line) => /^WRONG.*callback token/.test(line));
  expect(found).toEqual([expect.stringMatching(/^WRONG {2}acme: Workable refuses our callback token since \d.*Z/)]);
  const { status, text, body } = await world.ask('GET', '/readyz');
  expect([status, body]).toEqual([
    200,
    { status: 'ready', warnings: [expect.stringMatching(/^the callback token of 1 account is refused or not set$/)] },
  ]);
  expect(text).not.toContain('acme');
});

it('leaves another account alone', async () => {
  const sent = await scoreOf(world, 'globex');
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  expect(await isOpen('globex')).toBe(false);
});

it('goes on taking requests and webhooks for the account', async () => {
  const sent = await sendInterviewOf(world, 'acme');
  expect((await sendResult(world, 'acme', sent)).status).toBe(200);
  waiting.push(sent);
  expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toMatchObject({ status: 'completed' });
});

it('delivers everything that waited once the token works', async () => {
  world.workable.control.behave();
  world.clock.advance(oneWait);
  for (const { callbackUrl } of waiting) {
    expect(await world.workable.control.waitFor(callbackUrl)).toMatchObject({ status: 'completed' });
  }
  await until('the account is well again', async () => !(await isOpen('acme')));
  expect(waiting.map((sent) => putsOf(world, sent).filter(({ isTaken }) => isTaken).length)).toEqual(
    waiting.map(() => 1),
  );
});

it('says nothing more once it is over', async () => {
  await until('nothing is reported', async () => (await world.ask('GET', '/readyz')).body.warnings === undefined);
  expect((await world.ask('GET', '/readyz')).body).toEqual({ status: 'ready' });
  expect((await bridgeCommand(world, 'doctor')).text).not.toContain('callback token since');
});

it('waits together for 403 as well', async () => {
  world.workable.control.answerWith({ status: 403, match: 'acme-' });
  const before = putsOfAcme();
  await refuseThree();
  await scoreAndWait();
  expect(putsOfAcme()).toBe(before + 3);
});

it('delivers at once after a restart, since that is how a token is changed', async () => {
  world.workable.control.behave();
  await world.restart();
  for (const { callbackUrl } of waiting.slice(-1)) {
    expect(await world.workable.control.waitFor(callbackUrl)).toMatchObject({ status: 'completed' });
  }
});
