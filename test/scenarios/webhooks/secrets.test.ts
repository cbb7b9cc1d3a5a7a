import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { sendInterview } from '../../../testing/interviews.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { openSocket } from '../../../testing/wire.ts';
import { openWorld, secrets, type World } from '../../../testing/world.ts';

const next = 'the-next-webhook-secret';
let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_WEBHOOK_SECRET: `${secrets.webhookSecret},${next}` });
});
afterAll(() => world.close());

type Headers = Record<string, string | undefined>;

async function post(headers: Headers, body: unknown = resultOf({ id: 'x', email: 'x@example.test', templateId: 'x' })) {
  return world.ask('POST', '/webhooks/jobmojito', { headers: { authorization: undefined, ...headers }, body });
}

describe('a webhook is taken', () => {
  test.each<[string, Headers]>([
    ['with the secret as a bearer', { authorization: `Bearer ${secrets.webhookSecret}` }],
    ['with the bearer scheme in other letters', { authorization: `bearer ${secrets.webhookSecret}` }],
    ['with the bare secret in X-Webhook-Secret', { 'x-webhook-secret': secrets.webhookSecret }],
    ['with the second secret, while the first is being replaced', { authorization: `Bearer ${next}` }],
    ['with the second secret in X-Webhook-Secret', { 'x-webhook-secret': next }],
  ])('%s', async (_how, headers) => {
    expect(await post(headers)).toMatchObject({ status: 200, body: { received: true } });
  });
});

describe('a webhook is refused', () => {
  test.each<[string, Headers, string]>([
    ['without any secret', {}, 'Missing Token'],
    ['with a wrong secret', { authorization: 'Bearer wrong' }, 'Invalid Token'],
    ['with a wrong secret in X-Webhook-Secret', { 'x-webhook-secret': 'wrong' }, 'Invalid Token'],
    ['with the secret and no scheme', { authorization: secrets.webhookSecret }, 'Invalid Token'],
    ['with the secret in another scheme', { authorization: `Basic ${secrets.webhookSecret}` }, 'Invalid Token'],
    [
      'with a beginning of the secret',
      { authorization: `Bearer ${secrets.webhookSecret.slice(0, -1)}` },
      'Invalid Token',
    ],
    ['with the secret and more', { authorization: `Bearer ${secrets.webhookSecret}1` }, 'Invalid Token'],
    ['with the two secrets as one', { authorization: `Bearer ${secrets.webhookSecret},${next}` }, 'Invalid Token'],
    ['with an empty bearer', { authorization: 'Bearer ' }, 'Invalid Token'],
    ['with an empty X-Webhook-Secret', { 'x-webhook-secret': '' }, 'Invalid Token'],
    ["with Workable's token", { authorization: `Bearer ${secrets.providerToken}` }, 'Invalid Token'],
    ["with the operator's token", { authorization: `Bearer ${secrets.operatorToken}` }, 'Invalid Token'],
  ])('%s', async (_how, headers, message) => {
    const answer = await post(headers);
    expect(answer).toMatchObject({ status: 401, body: { status: 401, message } });
    expect(Object.keys(answer.body)).toEqual(['status', 'message']);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('and changes nothing', async () => {
    const sent = await sendInterview(world);
    await post({ authorization: 'Bearer wrong' }, resultOf(sent));
    expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toEqual({ status: 'pending' });
  });
});

it('refuses a stranger before any of the body has come', async () => {
  const socket = await openSocket(world.url);
  socket.write('POST /webhooks/jobmojito HTTP/1.1\r\nHost: bridge\r\nContent-Length: 1000\r\n\r\n');
  const answer = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1.1 401 /);
});

it('hangs up on a stranger whose body does not end', async () => {
  const socket = await openSocket(world.url);
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  // The peer may reset the connection while more is on its way.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write('POST /webhooks/jobmojito HTTP/1.1\r\nHost: bridge\r\nTransfer-Encoding: chunked\r\n\r\n');
  const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
  const pouring = setInterval(() => socket.write(chunk), 10);
  await closed;
  clearInterval(pouring);
  expect(answer).toMatch(/^HTTP\/1.1 401 /);
});

describe('the order of checks', () => {
  const known = { authorization: `Bearer ${secrets.webhookSecret}` };

  test.each<[string, string, string, Headers, number]>([
    ['the secret comes before the method', 'GET', '/webhooks/jobmojito', { authorization: undefined }, 401],
    ['the secret comes before the vendor', 'POST', '/webhooks/nobody', { authorization: undefined }, 401],
    ['the method comes before the body', 'PUT', '/webhooks/jobmojito', known, 405],
    ['the vendor comes before the body', 'POST', '/webhooks/nobody', known, 404],
  ])('%s', async (_rule, method, path, headers, status) => {
    const rawBody = method === 'GET' ? {} : { rawBody: '{' };
    const answer = await world.ask(method, path, { headers, ...rawBody });
    expect(answer).toMatchObject({ status, body: { status } });
  });

  it('has the size before the syntax', async () => {
    const answer = await world.ask('POST', '/webhooks/jobmojito', { headers: known, rawBody: '{'.repeat(1_100_000) });
    expect(answer).toMatchObject({ status: 413, body: { status: 413 } });
  });

  it('names the one method there is', async () => {
    const answer = await world.ask('GET', '/webhooks/jobmojito', { headers: known });
    expect(answer.headers.get('allow')).toBe('POST');
  });
});
