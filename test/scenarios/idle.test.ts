import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { openWorldOf } from '../../testing/accounts.ts';
import { commandsRun, openRedis } from '../../testing/redis.ts';
import { until } from '../../testing/world.ts';

const measuredMs = 10_000;

/** Of a bridge that has nothing to do: how many commands of Redis it takes a second, those inside scripts too. */
async function commandsWith(accounts: number): Promise<number> {
  const names = Array.from({ length: accounts - 1 }, (_, i) => `account-${i}`);
  // A separate Redis: commands of other tests would be counted too.
  const server = await openRedis();
  const world = await openWorldOf(names, { REDIS_URL: server.url });
  const redis = new Redis(server.url);
  try {
    await until('it is ready', async () => (await world.ask('GET', '/readyz')).status === 200);
    // It goes through all accounts once at its start.
    await sleep(2_000);
    const before = await commandsRun(redis);
    await sleep(measuredMs);
    return ((await commandsRun(redis)) - before) / (measuredMs / 1000);
  } finally {
    redis.disconnect();
    await world.close();
    await server.close();
  }
}

it('costs Redis the same with 300 idle accounts as with 3', async () => {
  const [few, many] = await Promise.all([commandsWith(3), commandsWith(300)]);
  expect(many).toBeLessThan(1.5 * few + 10);
});
