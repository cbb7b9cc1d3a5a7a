import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { bridgeCommand, logged, metricsOf } from '../../../testing/operator.ts';
import { openSocket, postInChunks, readAnswer } from '../../../testing/wire.ts';
import { type Answer, createBody, openWorld, secrets, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ LOG_LEVEL: 'info' });
});
afterAll(() => world.close());

const authorization = `Bearer ${secrets.webhookSecret}`;
const large = JSON.stringify({ id: 'the-head-tells-which', texts: 'x'.repeat(1.1 * limits.bodyBytes) });

async function failedSoFar(reason: string): Promise<number> {
  const line = (await metricsOf(world))
    .split('\n')
    .find((each) => each.startsWith(`bridge_requests_failed_total{reason="${reason}"}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** What the commands show of the newest one: its line, what is kept of its body, and a word about what is not. */
async function newestRejected() {
  const { lines } = await bridgeCommand(world, 'rejected');
  const line = lines[0] ?? '';
  return { line, body: (await bridgeCommand(world, `rejected ${line.split(' ')[0]}`)).text };
}

const ways: [string, () => Promise<Pick<Answer, 'status'>>, number, RegExp, RegExp][] = [
  [
    'announces its length',
    () => world.ask('POST', '/webhooks/jobmojito', { headers: { authorization }, rawBody: large }),
    large.length,
    /^\{"id":"the-head-tells-which"/,
    /Payload Too Large {2}\d+ bytes$/,
  ],
  [
    'comes in chunks',
    () => postInChunks(`${world.url}/webhooks/jobmojito`, { authorization }, large),
    limits.bodyBytes,
    /^\{"id":"the-head-tells-which"/,
    /Payload Too Large {2}at least \d+ bytes$/,
  ],
  [
    'unpacks to more',
    () =>
      fetch(`${world.url}/webhooks/jobmojito`, {
        method: 'POST',
        headers: { authorization, 'content-encoding': 'gzip' },
        body: gzipSync('x'.repeat(300 * limits.bodyBytes)),
      }),
    1_000,
    /^Only its first 0 of/,
    /Payload Too Large {2}\d+ bytes$/,
  ],
];

test.each(ways)(
  'a webhook above 1 MiB that %s is answered 413, logged, counted, and listed with its head and size',
  async (_what, send, bytes, head, size) => {
    const before = await failedSoFar('too-large');
    expect((await send()).status).toBe(413);
    expect(await failedSoFar('too-large')).toBe(before + 1);
    expect(logged(world, 'webhook').at(-1)).toMatchObject({ level: 'error', outcome: 'rejected', account: 'default' });
    const { line, body } = await newestRejected();
    expect(line).toMatch(size);
    expect(Number(/(\d+) bytes/.exec(line)?.[1])).toBeGreaterThanOrEqual(bytes);
    expect(body.trim()).toMatch(head);
    const [, kept] = /Only its first (\d+) of (?:at least )?\d+ bytes are kept$/.exec(body) ?? [];
    expect(Number(kept)).toBeLessThanOrEqual(limits.rejectedHeadBytes);
  },
);

it('lists no webhook of a sender without the secret, however large', async () => {
  const { lines } = await bridgeCommand(world, 'rejected');
  const answer = await world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: 'Bearer x' },
    rawBody: large,
  });
  expect(answer.status).toBe(401);
  expect((await bridgeCommand(world, 'rejected')).lines).toEqual(lines);
});

it('logs and counts a create above 1 MiB', async () => {
  const before = await failedSoFar('too-large');
  const answer = await world.ask('POST', '/interviews', { body: createBody(world, { preferences: { x: large } }) });
  expect(answer.status).toBe(413);
  expect(await failedSoFar('too-large')).toBe(before + 1);
  expect(logged(world, 'request').at(-1)).toMatchObject({ level: 'warn', outcome: 'too-large', route: '/interviews' });
});

test.each([
  ['what is no HTTP', 'rubbish\r\n\r\n', 'http-400'],
  ['headers that are too long', `GET / HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 'http-431'],
  ['an unknown expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n', 'http-417'],
])('%s is counted, and logged once', async (_what, bytes, reason) => {
  for (let i = 0; i < 3; i += 1) {
    const socket = await openSocket(world.url);
    socket.write(bytes);
    await readAnswer(socket);
  }
  expect(await failedSoFar(reason)).toBe(3);
  expect(logged(world, 'refused').filter(({ outcome }) => outcome === reason)).toHaveLength(1);
});

test.each(['missing-token', 'invalid-token', 'not-found', 'invalid-field'])(
  'a request refused as %s is counted',
  async (kind) => {
    const before = await failedSoFar(kind);
    const authorization = { 'missing-token': undefined, 'invalid-token': 'Bearer x' }[kind];
    const headers = kind.endsWith('token') ? { headers: { authorization } } : {};
    if (kind === 'invalid-field') await world.ask('POST', '/interviews', { body: { callback_url: 7 } });
    else await world.ask('GET', '/nothing-here', headers);
    expect(await failedSoFar(kind)).toBe(before + 1);
  },
);

it('is reported by forget where its head names no person, and erased where it names the person', async () => {
  const headers = { authorization };
  await bridgeCommand(world, 'discard --all');
  const about = (email: string) => large.replace('the-head-tells-which', email);
  for (const rawBody of [large, about('lakita@example.test'), about('other@example.test')]) {
    await world.ask('POST', '/webhooks/jobmojito', { headers, rawBody });
  }
  const { code, lines } = await bridgeCommand(world, 'forget lakita@example.test --yes');
  expect([code, lines]).toEqual([
    0,
    [
      expect.stringMatching(/^erased rejected webhook/),
      '1 erased; ask the vendor to erase its own data too',
      '2 large webhooks are kept only as heads, so the rest may have named this person. See "bridge rejected", then "bridge discard"',
    ],
  ]);
  await bridgeCommand(world, 'discard --all');
  expect((await bridgeCommand(world, 'forget lakita@example.test')).lines).toHaveLength(1);
});
