import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAccount } from '../../../src/bridge-accounts.ts';
import { readConfig } from '../../../src/config.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { reportAddresses } from '../../../src/reports/address.ts';
import { openStorage, type Storage } from '../../../src/store/open.ts';
import { storeFailedDeliveries } from '../../../testing/failed-deliveries.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand, untilNothingIsDue } from '../../../testing/operator.ts';
import { mostWithin } from '../../../testing/windows.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

const count = 300;
let world: World;
let storage: Storage;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
  storage = await openStorage(
    readConfig(world.env, () => ''),
    'guest',
  );
  await storage.untilReady(5000);
});
afterAll(async () => {
  await storage.close();
  await world.close();
});

/** Paths of callbacks that failed; nothing was sent for them in this test. */
let prefix: string;
beforeEach(async () => {
  await bridgeCommand(world, 'replay --all --rate 1000');
  await untilNothingIsDue(world);
  prefix = `/interviews/${Math.floor(Math.random() * 1e9)}`;
  const http = openHttpClient({ connectTimeoutMs: 1000, maxSockets: 1 });
  const config = readConfig(world.env, () => '');
  const clients = { vendor: http, callbacks: http };
  const addresses = reportAddresses(config.publicUrl);
  const { publicUrl } = config;
  const parts = { http: clients, addresses, publicUrl, userAgent: 'test/1', now: world.clock.now };
  const account = createAccount(config.accounts[0]!, parts);
  const callbackUrlOf = (number: number) => `${world.workable.url}${prefix}${String(number).padStart(4, '0')}`;
  await storeFailedDeliveries(storage, account, { count, now: world.clock.now(), callbackUrlOf });
  http.close();
});

function sent() {
  return world.workable.control.callbacks.filter(({ path }) => path.startsWith(prefix));
}

it('sends many at their pace, the oldest first, each once however often they are replayed', async () => {
  const first = await bridgeCommand(world, 'replay --all --rate 60');
  expect(first.text).toMatch(/^default: 300 queued; the last goes out in 00:00:05, at 60 a second$/);
  const again = await bridgeCommand(world, 'replay --all');
  expect(again.text).toMatch(/^default: \d+ queued, \d+ were already queued; .*, at 60 a second$/);
  expect(await measured(world, 'bridge_replays_waiting')).toBeGreaterThanOrEqual(10);
  await untilNothingIsDue(world);
  await until('all are sent', () => sent().length >= count);

  const paths = sent().map(({ path }) => path);
  expect(new Set(paths).size).toBe(count);
  expect(paths).toHaveLength(count);
  // Those who go out together may overtake each other.
  const places = paths.map((path) => Number(path.slice(-4)));
  for (const [place, number] of places.entries()) expect(Math.abs(number - place)).toBeLessThan(100);
  expect(
    mostWithin(
      1000,
      sent().map(({ at }) => at),
    ),
  ).toBeLessThanOrEqual(2 * 60 + 30);
  expect((await bridgeCommand(world, 'failed')).text).toBe('none');
  expect(await measured(world, 'bridge_replays_waiting')).toBe(0);
});

it('sends nothing of the replay queue while the circuit is open, and goes on afterwards', async () => {
  await storage.circuits.pause(
    { account: 'default', circuit: 'callback' },
    { until: world.clock.now() + 60_000, reason: 'rate', waits: 1 },
  );
  await bridgeCommand(world, 'replay --all --rate 1000');
  const other = await bridgeCommand(world, 'interviews --state delivered');
  expect([other.code, sent()]).toEqual([0, []]);
  expect((await storage.backlogs.backlogOf('default', Date.now())).failed).toBe(count);
  world.clock.advance(60_000);
  await untilNothingIsDue(world);
  await until('all are sent', () => sent().length === count);
});

it('skips queued replays of interviews that were erased meanwhile', async () => {
  await storage.circuits.pause(
    { account: 'default', circuit: 'callback' },
    { until: world.clock.now() + 60_000, reason: 'rate', waits: 1 },
  );
  await bridgeCommand(world, 'replay --all --rate 1000');
  const [first] = await storage.schedule.page('default', 'failed', {
    from: 0,
    to: world.clock.now(),
    size: 1,
    order: 'oldest',
  });
  const { record } = (await storage.interviews.read(first!.id))!;
  expect((await bridgeCommand(world, `show ${record.id}`)).text).toContain('replay    queued');
  await bridgeCommand(world, `forget ${record.candidate.email} --yes`);
  world.clock.advance(60_000);
  await untilNothingIsDue(world);
  await until('all others are sent', () => sent().length === count - 1);
  expect(sent().map(({ path }) => path)).not.toContain(new URL(record.origin.key).pathname);
});

it('says how many are up to date', async () => {
  await bridgeCommand(world, 'replay --all --rate 1000');
  await untilNothingIsDue(world);
  await until('all are sent', () => sent().length === count);
  const { code, text } = await bridgeCommand(world, 'replay --state delivered');
  expect([code, text]).toEqual([0, expect.stringMatching(/^\d+ skipped: Workable is up to date$/)]);
});
