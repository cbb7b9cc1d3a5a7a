import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, browserOf } from '../../../testing/console.ts';
import { type Sent, sendInterview } from '../../../testing/interviews.ts';
import { openRedis, type RedisProcess } from '../../../testing/process.ts';
import { openTcpProxy, type TcpProxy } from '../../../testing/tcp-proxy.ts';
import { openWorld, secrets, until, type World } from '../../../testing/world.ts';

let redis: RedisProcess;
let proxy: TcpProxy;
let world: World;
let browser: Browser;
let sent: Sent;
beforeAll(async () => {
  redis = await openRedis();
  proxy = await openTcpProxy(redis.port);
  world = await openWorld({ JOBMOJITO_DETAILS: 'false', REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  browser = browserOf(world);
  await browser.logIn();
  sent = await sendInterview(world);
});
afterAll(async () => {
  await world.close();
  await proxy.close();
  await redis.close();
});

const pages = () => ['', '/interviews', `/interviews/${sent.id}`, '/accounts/default', '/queue', '/log-in'];

test.each([
  { how: 'does not answer', leave: () => proxy.refuse(), come: () => proxy.accept(), title: 'Redis is away' },
  { how: 'hangs', leave: () => redis.freeze(), come: () => redis.thaw(), title: 'Redis is away' },
])('while Redis $how every page says so, and all of them come back', async ({ leave, come, title }) => {
  const signed = await browser.signed();
  leave();
  const stranger = browserOf(world);
  const shown = await until('every page says so', async () => {
    const answers = await Promise.all([
      ...pages().map((path) => browser.get(`/operator${path}`)),
      stranger.get('/operator'),
      stranger.get('/operator/log-in'),
    ]);
    return answers.every(({ status }) => status === 503) && answers;
  });
  for (const { text, headers } of shown) {
    expect(text).toContain(`<h1>${title}</h1>`);
    expect(text).toMatch(/Redis does not answer/);
    expect(text).toContain('Nothing is lost');
    expect(text).toContain('bring Redis back, or correct REDIS_URL');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  const forms = await Promise.all([
    browser.post('/operator/search', { ...signed, text: sent.email }),
    stranger.post('/operator/log-in', { token: secrets.operatorToken }),
  ]);
  for (const { status, text } of forms) {
    expect([status, text]).toEqual([503, expect.stringContaining('Nothing of what you sent was done.')]);
  }
  await until('it says since when', async () => /Since <time/.test((await browser.get('/operator')).text));
  expect(await browser.get('/operator/redis')).toMatchObject({ status: 503 });

  come();
  await until('the pages are there again', async () => {
    const answers = await Promise.all(pages().map((path) => browser.get(`/operator${path}`)));
    return answers.every(({ status }) => status === 200 || status === 303);
  });
  const { status, headers } = await browser.get('/operator/redis');
  expect([status, headers.get('hx-refresh')]).toEqual([204, 'true']);
});

test('while Redis refuses writes, a form says why and what to do', async () => {
  const page = await browser.get(`/operator/interviews/${sent.id}`);
  await redis.command('CONFIG', 'SET', 'maxmemory', '1');
  await until('it is known', async () => {
    const { body } = await world.ask('GET', '/readyz');
    return JSON.stringify(body).includes('OOM');
  });
  const { status, text } = await browser.submit(page, `/operator/interviews/${sent.id}/cancel`, { sure: 'yes' });
  expect([status, text]).toEqual([
    503,
    expect.stringMatching(/<h1>Redis cannot be used<\/h1>.*\(OOM\): its memory is full/s),
  ]);
  await redis.command('CONFIG', 'SET', 'maxmemory', '0');
});
