import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectError } from '../../support/expect-error.ts';
import { metricsOf } from '../../support/operator.ts';
import { openSocket } from '../../support/wire.ts';
import { openWorld, secrets, until, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Bodies that are announced and do not come: 64 of them are all that may be in progress. */
async function fill() {
  const head = `POST /interviews HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secrets.providerToken}\r\n`;
  const sockets = await Promise.all(Array.from({ length: 64 }, () => openSocket(world.url)));
  for (const socket of sockets) socket.write(`${head}Content-Length: 1048576\r\n\r\n`);
  const isFull = async () => (await world.ask('GET', '/jobs')).status === 503;
  await until('the bridge has enough to do', isFull);
  return () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
}

it('is told at once, as JSON or as a page; monitors are served, and everybody is once it is over', async () => {
  const release = await fill();

  const webhook = await world.ask('POST', '/webhooks/jobmojito', { body: {} });
  expectError(webhook, 503, 'Too many requests at once');
  expect(webhook.headers.get('retry-after')).toBe('5');
  const page = await world.ask('GET', '/reports/some-token');
  expect([page.status, page.headers.get('content-type'), page.headers.get('retry-after')]).toEqual([
    503,
    'text/html; charset=utf-8',
    '5',
  ]);
  expect(page.text).toContain('The report is not available right now');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");

  expect((await world.ask('GET', '/livez')).status).toBe(200);
  expect((await world.ask('GET', '/readyz')).status).toBe(200);
  expect(Number(/^bridge_requests_refused_total (\d+)$/m.exec(await metricsOf(world))?.[1])).toBeGreaterThan(2);

  release();
  await until('the bridge takes requests again', async () => (await world.ask('GET', '/jobs')).status === 200);
});
