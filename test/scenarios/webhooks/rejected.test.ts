import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { openStorage } from '../../../src/store/open.ts';
import { sendInterview } from '../../../testing/interviews.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { during } from '../../../testing/process.ts';
import { day, hour } from '../../../testing/times.ts';
import { openWorld, secrets, until, type World } from '../../../testing/world.ts';

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
  const line = lines[0] ?? '';
  const [number = '', id = ''] = line.split('  ');
  return { line, number, id, body: (await bridgeCommand(world, `rejected ${number}`)).text };
}

/** As a version would that did not know this shape yet. */
async function keepAsRejected(body: string, bytes = Buffer.byteLength(body)): Promise<void> {
  const storage = await openStorage(
    readConfig(world.env, () => ''),
    'guest',
  );
  await storage.untilReady(5000);
  await storage.rejected.keep('default', {
    at: world.clock.now(),
    reason: 'Invalid field: id should be a string',
    body,
    bytes,
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
  ['a body whose id is no whole number', { ...withoutId, id: 7.5 }, 'Invalid field: id should be a string'],
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

test.each([['gzip that is none', 'gzip']])('refuses %s as invalid JSON', async (_what, encoding) => {
  const answer = await post(resultOf(somebody), { 'content-encoding': encoding });
  expect(answer).toMatchObject({ status: 400, body: { message: 'Invalid JSON' } });
});

test.each(['utf-8', 'rot13', 'none'])(
  'reads what is not packed although its encoding is said to be %j',
  async (encoding) => {
    expect((await post(resultOf(somebody), { 'content-encoding': encoding })).status).toBe(200);
  },
);

test.each(['GZip', 'x-gzip', 'gzip, identity', ' identity,GZIP'])('reads what is packed as %j', async (encoding) => {
  const response = await fetch(`${world.url}/webhooks/jobmojito`, {
    method: 'POST',
    headers: { 'x-webhook-secret': secrets.webhookSecret, 'content-encoding': encoding },
    body: gzipSync(JSON.stringify(resultOf(somebody))),
  });
  expect(response.status).toBe(200);
});

it('reads what is said not to be packed', async () => {
  expect((await post(resultOf(somebody), { 'content-encoding': 'Identity' })).status).toBe(200);
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
  expect(await measured(world, 'bridge_webhooks_rejected')).toBe(kept);
});

it('keeps rejected webhooks apart from unverified ones', async () => {
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

it('lists number, id, time, account, reason and size, and shows a body by its id', async () => {
  await post('{"half a body');
  const { line, number, id, body } = await newestRejected();
  expect(line).toMatch(/^\d+ {2}w[a-z0-9]{7} {2}\d{4}-\S+Z {2}default {2}Invalid JSON {2}13 bytes$/);
  expect((await bridgeCommand(world, `rejected ${id}`)).text).toBe(body);
  expect(Number(number)).toBeGreaterThan(0);
});

it('says of a body of which only the head is kept how much that is, and does not replay it', async () => {
  await keepAsRejected('{"id":"a', 2_000_000);
  const { id } = await newestRejected();
  const shown = await bridgeCommand(world, `rejected ${id}`);
  expect(shown).toMatchObject({ code: 0, errors: ['Only its first 8 of 2000000 bytes are kept'] });
  expect((await bridgeCommand(world, `replay-rejected ${id}`)).text).toMatch(
    /still rejected: only the first of its 2000000 bytes are kept/,
  );
});

describe('discard', () => {
  it('removes rejected webhooks by number and by id, and writes that into the history', async () => {
    await post({ discard: 'the first' });
    const first = await newestRejected();
    await post({ discard: 'the second' });
    const second = await newestRejected();
    const { code, text } = await bridgeCommand(world, `discard ${second.number} ${first.id}`);
    expect([code, text]).toEqual([
      0,
      `${first.number}  ${first.id}  discarded\n${second.number}  ${second.id}  discarded`,
    ]);
    expect((await bridgeCommand(world, 'rejected')).text).not.toMatch(new RegExp(`${first.id}|${second.id}`));
    const history = await bridgeCommand(world, 'history --account default');
    expect(history.lines[0]).toMatch(
      new RegExp(`^\\d{4}-\\S+Z {2}default {2}discarded rejected webhooks: 2 \\(${first.id}, ${second.id}\\)$`),
    );
  });

  it('writes it into the history of the interview that the webhook names', async () => {
    const sent = await sendInterview(world);
    await post({ ...resultOf(sent), id: null });
    const { id } = await newestRejected();
    await bridgeCommand(world, `discard ${id}`);
    const { text } = await bridgeCommand(world, `show ${sent.id}`);
    expect(text).toMatch(new RegExp(`rejected webhook ${id} of \\d{4}-\\S+Z discarded by an operator`));
  });

  it('ends the alarm when all are discarded', async ({ onTestFinished }) => {
    const open = await during(onTestFinished, openWorld());
    const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
    for (const rawBody of ['{}', 'hello']) await open.ask('POST', '/webhooks/jobmojito', { headers, rawBody });
    const doctor = await bridgeCommand(open, 'doctor');
    expect([doctor.code, doctor.text]).toEqual([
      1,
      expect.stringMatching(
        /^WRONG {2}default: 2 webhooks were rejected, the first at \d{4}-\S+Z\. See "bridge rejected", then .*"bridge discard"$/m,
      ),
    ]);
    expect((await bridgeCommand(open, 'discard --all')).code).toBe(0);
    expect((await bridgeCommand(open, 'rejected')).text).toBe('none');
    expect((await bridgeCommand(open, 'discard --all')).text).toBe('none');
    expect((await bridgeCommand(open, 'doctor')).code).toBe(0);
    expect(await measured(open, 'bridge_webhooks_rejected')).toBe(0);
  });
});

it.each(['rejected', 'replay-rejected', 'discard'])(
  '%s says that there is none of that number or id',
  async (command) => {
    for (const word of ['99999', 'wabcdefg', 'x']) {
      const { code, errors } = await bridgeCommand(world, `${command} ${word}`);
      expect([code, errors]).toEqual([1, [`There is no rejected webhook ${word}`]]);
    }
  },
);

it.each(['replay-rejected', 'discard'])('%s does not guess what is meant', async (command) => {
  expect((await bridgeCommand(world, command)).code).toBe(2);
  expect((await bridgeCommand(world, `${command} 1 --all`)).code).toBe(2);
});

it('hides no rejected webhook behind one that cannot be read', async ({ onTestFinished }) => {
  const [oldKey, newKey] = ['an-old-key-of-32-characters-00000', 'a-new-key-of-32-characters-000000'];
  const open = await during(onTestFinished, openWorld({ DATA_KEY: oldKey }));
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  const send = (words: string) => open.ask('POST', '/webhooks/jobmojito', { headers, body: { words } });
  await send('somebody@example.test under the old key');
  const redis = new Redis(open.redisUrl);
  onTestFinished(async () => redis.disconnect());
  const bodies = 'bridge:{default}:rejected-bodies';
  const [lost = ''] = await redis.hkeys(bodies);
  const damaged = await redis.hgetBuffer(bodies, lost);
  damaged![damaged!.length - 1]! ^= 1;
  await redis.hset(bodies, lost, damaged!);
  await send('somebody@example.test, who can be read');

  const list = await bridgeCommand(open, 'rejected');
  expect([list.code, list.lines]).toEqual([0, [expect.any(String), expect.any(String), '2 in all']]);
  const shown = await bridgeCommand(open, `rejected ${lost}`);
  expect([shown.code, shown.errors]).toEqual([1, [expect.stringMatching(/^Rejected webhook w\w{7} cannot be read: /)]]);
  expect(await bridgeCommand(open, 'replay-rejected --all')).toMatchObject({ code: 1, lines: { length: 2 } });
  const forgotten = await bridgeCommand(open, 'forget somebody@example.test --yes');
  expect([forgotten.code, forgotten.text]).toEqual([1, expect.stringMatching(/^1 erased/m)]);
  expect(forgotten.errors).toEqual([
    expect.stringMatching(
      `^rejected webhook ${lost} cannot be read: .* whether it is about this person cannot be determined`,
    ),
  ]);
  expect((await bridgeCommand(open, `discard ${lost}`)).code).toBe(0);
  expect((await bridgeCommand(open, 'rejected', { DATA_KEY: `${newKey},${oldKey}` })).text).toBe('none');
});
