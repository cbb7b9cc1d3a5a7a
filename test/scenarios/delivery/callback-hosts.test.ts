import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand, logged, untilDelivery, untilHistory, untilNothingIsDue } from '../../../testing/operator.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

/** A server at the address of a former callback host. */
const asked: string[] = [];
const stranger = createServer((request, response) => {
  asked.push(JSON.stringify(request.headers));
  response.end('{}');
});

let world: World;
let both: string;
let host: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
  both = `${world.env.WORKABLE_CALLBACK_HOSTS},http://${host}`;
  await world.restart({ WORKABLE_CALLBACK_HOSTS: both });
});
afterAll(async () => {
  await world.close();
  stranger.close();
});

/** An interview from when the host was allowed; it is not any more when its result comes. */
async function sendToStranger(): Promise<Sent> {
  await world.restart({ WORKABLE_CALLBACK_HOSTS: both });
  const sent = await sendInterview(world, { callbackUrl: `http://${host}/interviews/${Math.random()}` });
  await world.restart();
  return sent;
}

const words = 'callback host not in WORKABLE_CALLBACK_HOSTS';

it('sends nothing to a host that is not allowed any more, and fails the delivery at once', async () => {
  const sent = await sendToStranger();
  await scoreAttempt(world, sent);
  await untilHistory(world, sent, /not sent completed/);
  expect(asked).toEqual([]);
  expect((await bridgeCommand(world, `show ${sent.id}`)).text).toContain(`not sent completed: ${words}`);
  const line = (await bridgeCommand(world, 'failed')).lines.find((each) => each.includes(sent.id));
  expect(line).toContain(words);
  expect(logged(world, 'delivery')).toContainEqual(
    expect.objectContaining({ level: 'error', outcome: 'failed', detail: words, interviewId: sent.id }),
  );
  const { code, text } = await bridgeCommand(world, 'doctor');
  expect([code, text]).toEqual([1, expect.stringMatching(`WRONG  default: .*not in WORKABLE_CALLBACK_HOSTS: ${host}`)]);
});

it('delivers it by a replay once the host is back', async () => {
  const sent = await sendToStranger();
  await scoreAttempt(world, sent);
  await untilHistory(world, sent, /not sent completed/);
  await bridgeCommand(world, `replay ${sent.id}`);
  await untilNothingIsDue(world);
  expect(asked).toEqual([]);
  await world.restart({ WORKABLE_CALLBACK_HOSTS: both });
  await bridgeCommand(world, `replay ${sent.id}`, { WORKABLE_CALLBACK_HOSTS: both });
  await untilDelivery(world, sent, 'acknowledged');
  expect(asked).toHaveLength(1);
});

it('says of a change only that nothing of it was accepted', async () => {
  await world.restart({ WORKABLE_CALLBACK_HOSTS: both });
  const sent = await sendInterview(world, { callbackUrl: `http://${host}/interviews/change` });
  const attempt = await scoreAttempt(world, sent, 5);
  await untilDelivery(world, sent, 'acknowledged');
  await world.restart();
  const before = asked.length;
  await world.vendor.control.score(attempt, 6);
  await untilHistory(world, sent, /not sent completed/);
  const { text } = await bridgeCommand(world, `show ${sent.id}`);
  expect(text).toMatch(/^ {2}has {7}completed since/m);
  expect(text).not.toContain('outcome unknown');
  expect(asked).toHaveLength(before);
});

it('neither asks with it whether the token is right, nor takes it for a success', async () => {
  const barred = await sendToStranger();
  const { control } = world.workable;
  control.answerWith({ status: 401 });
  const waiting: Sent[] = [];
  for (let i = 0; i < 3; i += 1) {
    const sent = await sendInterview(world);
    await scoreAttempt(world, sent);
    await untilHistory(world, sent, /token-rejected/);
    waiting.push(sent);
  }
  await scoreAttempt(world, barred);
  await untilHistory(world, barred, /now completed/);
  const puts = control.callbacks.length;
  world.clock.advance(6_000);
  await untilHistory(world, barred, /not sent completed/);
  await until('there is a probe', () => control.callbacks.length === puts + 1);
  expect(await measured(world, 'bridge_circuit_open')).toBe(1);
  control.behave();
  await bridgeCommand(world, 'close-circuit default');
  for (const { callbackUrl } of waiting) await control.waitFor(callbackUrl);
  expect(putsOf(world, barred)).toEqual([]);
});
