import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { openStorage } from '../../../src/store/open.ts';
import { sendInterview } from '../../support/interviews.ts';
import { bridgeCommand, logged, metricsOf } from '../../support/operator.ts';
import { resultOf } from '../../support/payloads.ts';
import { during } from '../../support/process.ts';
import { day, hour } from '../../support/times.ts';
import { openWorld, secrets, until, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const somebody = { id: 'x', email: 'somebody@example.test', templateId: 'some-template' };

async function post(body: string | object, headers: Record<string, string> = {}) {
  const rawBody = typeof body === 'string' ? body : JSON.stringify(body);
  return world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${secrets.webhookSecret}`, ...headers },
    rawBody,
  });
}

/** The number and the body under which an operator finds the newest rejected webhook. */
async function newestRejected() {
  const { lines } = await bridgeCommand(world, 'rejected');
  const line = lines.at(-2) ?? '';
  const number = line.split(' ')[0] ?? '';
  return { line, number, body: (await bridgeCommand(world, `rejected ${number}`)).text };
}

/** As a version would that did not know this shape yet. */
async function keepAsRejected(body: string): Promise<void> {
  const storage = await openStorage(
    readConfig(world.env, () => ''),
    'guest',
  );
  await storage.untilReady(5000);
  await storage.rejected.keep('default', {
    at: world.clock.now(),
    reason: 'Invalid field: id should be a string',
    body,
    bytes: Buffer.byteLength(body),
  });
  await storage.close();
}

const { id: _id, ...withoutId } = resultOf(somebody);
const { interview_id: _definition, question_set_id: _same, ...withoutDefinition } = resultOf(somebody);

test.each<[string, string | object, string]>([
  ['text', 'hello', 'Invalid JSON'],
  ['half a body', '{"id":"a', 'Invalid JSON'],
  ['a list', [resultOf(somebody)], 'Invalid JSON'],
  ['a string', '"hello"', 'Invalid JSON'],
  ['null', 'null', 'Invalid JSON'],
  ['a body without an id', withoutId, 'Invalid field: id should be a string'],
  ['a body whose id is a number', { ...withoutId, id: 7 }, 'Invalid field: id should be a string'],
  ['a body whose id is null', { ...withoutId, id: null }, 'Invalid field: id should be a string'],
  ['a body whose id is every object’s', { ...withoutId, id: '__proto__' }, 'Invalid field: id should be a string'],
  ['a body without a definition', withoutDefinition, 'Invalid field: interview_id should be a string'],
  ['a body of another event', { ping: true }, 'Invalid field: id should be a string'],
  ['a record without an id', { table: 'interview_result', record: {} }, 'Invalid field: id should be a string'],
])('refuses %s, says why and keeps it', async (_what, body, message) => {
  expect(await post(body)).toMatchObject({ status: 400, body: { status: 400, message } });
  const kept = await newestRejected();
  expect(kept.body).toBe(typeof body === 'string' ? body : JSON.stringify(body));
  expect(kept.line).toContain(message);
});

test.each([
  ['gzip that is none', 'gzip'],
  ['an encoding nobody knows', 'rot13'],
])('refuses %s as invalid JSON', async (_what, encoding) => {
  const answer = await post(resultOf(somebody), { 'content-encoding': encoding });
  expect(answer).toMatchObject({ status: 400, body: { message: 'Invalid JSON' } });
});

it('refuses what unpacks to more than a mebibyte', async () => {
  const response = await fetch(`${world.url}/webhooks/jobmojito`, {
    method: 'POST',
    headers: { 'x-webhook-secret': secrets.webhookSecret, 'content-encoding': 'gzip' },
    body: gzipSync(Buffer.alloc(50 * 1024 * 1024, ' ')),
  });
  expect(response.status).toBe(413);
});

it('reads a body whatever its Content-Type says', async () => {
  expect((await post(resultOf(somebody), { 'content-type': 'text/plain' })).status).toBe(200);
});

it('raises an alarm for a webhook it does not understand', async () => {
  await post({ shape: 'unknown' });
  expect(logged(world, 'webhook')).toContainEqual(expect.objectContaining({ outcome: 'rejected', level: 'error' }));
  const kept = (await bridgeCommand(world, 'rejected')).lines.length - 1;
  expect(await metricsOf(world)).toContain(`bridge_webhooks_rejected{account="default"} ${kept}`);
});

it('keeps rejected webhooks apart from those nobody could verify', async () => {
  await post({ from: 'a stranger' }, { authorization: 'Bearer wrong' });
  expect((await newestRejected()).body).not.toContain('a stranger');
});

it('keeps rejected webhooks no longer than interviews', async ({ onTestFinished }) => {
  const brief = await during(onTestFinished, openWorld({ RETENTION: '2d' }));
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  await brief.ask('POST', '/webhooks/jobmojito', { headers, rawBody: 'hello' });
  const rejected = async () =>
    (await bridgeCommand(brief, 'rejected')).lines.filter((line) => line.includes('Invalid'));
  brief.clock.advance(2 * day - hour);
  expect(await rejected()).toHaveLength(1);
  brief.clock.advance(2 * hour);
  expect(await rejected()).toHaveLength(0);
  const redis = new Redis(brief.redisUrl);
  onTestFinished(async () => redis.disconnect());
  await until('none is stored', async () => (await redis.exists('bridge:{default}:rejected')) === 0);
});

it('says of a replayed webhook that is still not understood what is wrong, and keeps it', async () => {
  await post({ nothing: 'to see' });
  const { number } = await newestRejected();
  const { code, text } = await bridgeCommand(world, `replay-rejected ${number}`);
  expect({ code, text }).toEqual({ code: 1, text: `${number}  still rejected: Invalid field: id should be a string` });
  expect((await newestRejected()).body).toBe('{"nothing":"to see"}');
});

it('takes a kept webhook in when it is understood on replay', async () => {
  const sent = await sendInterview(world);
  await keepAsRejected(JSON.stringify(resultOf(sent, { score: 6.1 })));
  const { number } = await newestRejected();
  const { code, text } = await bridgeCommand(world, `replay-rejected ${number}`);
  expect({ code, text }).toEqual({ code: 0, text: `${number}  observed` });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '61' } });
  expect((await newestRejected()).body).not.toContain(sent.email);
});

it('asks which rejected webhooks to replay when none is named', async () => {
  expect((await bridgeCommand(world, 'replay-rejected')).code).toBe(2);
});
