import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount } from '../../../src/bridge-accounts.ts';
import { readConfig } from '../../../src/config.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { limits } from '../../../src/limits.ts';
import { reportAddresses } from '../../../src/reports/address.ts';
import { openStorage } from '../../../src/store/open.ts';
import { openWorldOf, scoreOf } from '../../../testing/accounts.ts';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { storeFailedDeliveries } from '../../../testing/failed-deliveries.ts';
import { putsOf, type Sent } from '../../../testing/interviews.ts';
import { bridgeCommand, untilDelivery, untilNothingIsDue } from '../../../testing/operator.ts';
import { openWorld } from '../../../testing/world.ts';

let world: ApiWorld;
const failed: Sent[] = [];
beforeAll(async () => {
  world = await openApiWorld(openWorldOf(['globex']));
  world.workable.control.answerWith({ status: 404, times: 3 });
  for (const account of ['acme', 'acme', 'globex']) {
    const sent = await scoreOf(world, account);
    await untilDelivery(world, sent, 'failed');
    failed.push(sent);
  }
});
afterAll(() => world.close());

const replay = async (body: object) => {
  const answer = await world.api('POST', '/replays', { body });
  return { status: answer.status, body: answer.body };
};

it('says what a replay would change, and changes nothing', async () => {
  const { body } = await replay({ all: true, dry_run: true });
  expect(body).toMatchObject({ dry_run: true, looked_at: 3, would_send: 3 });
  expect(body.changes.map(({ interview_id }: { interview_id: string }) => interview_id)).toEqual(
    failed.map(({ id }) => id),
  );
  expect(body.changes[0].changes).toContain('Workable has acknowledged nothing yet');
  expect((await replay({ account: 'globex', dry_run: true })).body.looked_at).toBe(1);
  expect((await replay({ account: 'acme', state: 'delivered', dry_run: true })).body.looked_at).toBe(0);
  expect((await replay({ until: '2000-01-31', dry_run: true })).body.looked_at).toBe(0);
  expect((await world.api('GET', '/interviews?state=failed')).body.items).toHaveLength(3);
});

it('has the workers deliver them at a rate, and what Workable has is not sent', async () => {
  const { body } = await replay({ account: 'acme', since: '2000-01-31T00:00:00Z', rate: 1000 });
  const queue = { account: 'acme', queued: 2, already_queued: 0, waiting: 2, rate_per_second: 1000 };
  expect(body).toEqual({ dry_run: false, looked_at: 2, skipped: 0, queues: [queue] });
  for (const sent of failed.slice(0, 2)) await untilDelivery(world, sent, 'acknowledged');
  expect(putsOf(world, failed[2]!)).toHaveLength(1);
  const { lines } = await bridgeCommand(world, 'history --account acme --limit 1');
  expect(lines[0]).toMatch(/queued deliveries for replay: 2, by api$/);
  await untilNothingIsDue(world, 'acme');
  expect((await replay({ state: 'delivered' })).body).toEqual({ dry_run: false, looked_at: 2, skipped: 2, queues: [] });
});

it.each([
  [{}, 'Missing field: all should be true, where there is no account, state, since or until'],
  [{ all: false }, 'Missing field: all should be true, where there is no account, state, since or until'],
  [{ dry_run: true }, 'Missing field: all should be true, where there is no account, state, since or until'],
  [{ account: 'initech' }, 'Invalid field: account should be the name of an account'],
  [{ state: 'waiting' }, /^Invalid field: state should be one of /],
  [{ all: true, rate: 0 }, 'Invalid field: rate should be 0 or more'],
  [{ all: true, rate: 1001 }, 'Invalid field: rate should be 1000 at most'],
  [{ all: true, rate: '4' }, 'Invalid field: rate should be a number'],
  [{ since: 1 }, 'Invalid field: since should be an ISO 8601 time such as 2026-01-31 or 2026-01-31T12:00:00Z'],
  [{ all: true, ids: [] }, 'Unknown field: ids'],
])('is refused with %o', async (body, message) => {
  const answer = await replay(body);
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(message)]);
});

it('goes on with the next call where there is more than one call looks at', async ({ onTestFinished }) => {
  const open = await openApiWorld(openWorld({ ROLES: 'web' }));
  onTestFinished(() => open.close());
  const config = readConfig(open.env, () => '');
  const http = openHttpClient({ connectTimeoutMs: 1, maxSockets: 1 });
  const addresses = reportAddresses(config.publicUrl);
  const common = { publicUrl: config.publicUrl, userAgent: 'test', now: open.clock.now };
  const account = createAccount(config.accounts[0]!, { http: { vendor: http, callbacks: http }, addresses, ...common });
  const storage = await openStorage(config, 'guest');
  await storage.untilReady(5000);
  const count = limits.replaysOfCall + 100;
  await storeFailedDeliveries(storage, account, {
    count,
    now: open.clock.now(),
    callbackUrlOf: () => `${open.workable.url}/interviews/${randomUUID()}`,
  });
  await storage.close();

  // A filter that leaves out everything ends a page early, too.
  const pages = [await open.api('GET', '/interviews?state=delivered')];
  while (pages.at(-1)?.body.next_cursor) {
    pages.push(await open.api('GET', `/interviews?state=delivered&cursor=${pages.at(-1)?.body.next_cursor}`));
  }
  expect(pages.map(({ body }) => body.items)).toEqual(Array(Math.ceil(count / limits.apiPageReads)).fill([]));
  const all = await open.api('GET', `/interviews?limit=${limits.apiPageItems}`);
  expect(all.body.items).toHaveLength(limits.apiPageItems);

  const first = await open.api('POST', '/replays', { body: { all: true } });
  expect(first.body).toMatchObject({ looked_at: limits.replaysOfCall, queues: [{ queued: limits.replaysOfCall }] });
  const { next_cursor: cursor } = first.body;
  expect((await open.api('POST', '/replays', { body: { state: 'failed', cursor } })).status).toBe(400);
  const second = await open.api('POST', '/replays', { body: { all: true, cursor } });
  expect(second.body).toMatchObject({ looked_at: 100, queues: [{ queued: 100, waiting: count }] });
  expect(second.body).not.toHaveProperty('next_cursor');
});
