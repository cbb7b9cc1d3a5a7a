import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { circuitKeys } from '../../../src/store/circuits.ts';
import { startPause } from '../../../src/store/scripts/start-pause.ts';
import { withScripts } from '../../../src/store/scripts.ts';
import { openRedis } from '../../../testing/redis.ts';
import { watchCommands } from './commands.ts';
import { commandsOf, perEach, tally } from './tally.ts';
import { weigh } from './weights.ts';

async function openOwn() {
  const server = await openRedis();
  const redis = withScripts(new Redis(server.url));
  onTestFinished(async () => {
    redis.disconnect();
    await server.close();
  });
  return { redis: redis as Redis & typeof redis, url: server.url };
}

test('commands are counted by name, a script by its own and as one, a transaction as one round trip', async () => {
  const { redis, url } = await openOwn();
  const wire = await watchCommands(url);
  onTestFinished(wire.close);
  await redis.ping();
  await wire.take();
  await wire.redis.get('not counted');
  // A script that Redis does not know yet is sent whole.
  for (const until_ms of [1, 2]) {
    const args = { until_ms, reason: 'rate', waits: 1, since: '', is_probed: '' };
    await startPause.run(redis, circuitKeys({ account: 'a', circuit: 'callback' }), args);
  }
  await redis.get('a');
  await redis.multi().set('a', 1).set('b', 2).exec();
  const counted = tally(await wire.take());
  expect(Object.fromEntries(counted.names)).toEqual({ startPause: 2, get: 1, multi: 1, set: 2, exec: 1 });
  expect(counted.trips).toBe(4);
  expect(await wire.take()).toEqual([]);
});

test('the commands of an idle bridge in the same time are subtracted, and the rest divided', () => {
  const all = tally(['claim', 'claim', 'claim', 'save', 'save'].map((name) => ({ name, from: '', isAlong: false })));
  const idle = tally([{ name: 'claim', from: '', isAlong: false }]);
  const each = perEach(all, idle, 3, 2);
  expect(Object.fromEntries(each.names)).toEqual({ claim: 0, save: 1 });
  expect([each.trips, commandsOf(each)]).toEqual([1, 1]);
});

test('keys are weighed by their kind', async () => {
  const { redis } = await openOwn();
  await redis.set('bridge:{a}:callback:1', 'x'.repeat(1000));
  await redis.set('bridge:{b}:callback:2', 'x'.repeat(1000));
  await redis.set('bridge:{jobs:3}:wake-ups:meta', 'x');
  const weights = await weigh(redis);
  expect(weights.map(({ kind, keys }) => ({ kind, keys }))).toEqual([
    { kind: 'callback', keys: 2 },
    { kind: 'wake-ups', keys: 1 },
  ]);
  expect(weights[0]?.bytes).toBeGreaterThan(2000);
});
