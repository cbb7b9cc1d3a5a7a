import { expect, it } from 'vitest';
import { openWakeUps, openWakeUpWorkers } from '../../src/scheduler/wake-ups.ts';
import { queuePrefix, queues, shardOf } from '../../src/store/keys.ts';
import { connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { during, openRedis } from '../../testing/process.ts';
import { until } from '../../testing/world.ts';

type Finish = Parameters<typeof during>[0];

async function openOwn(onTestFinished: Finish) {
  const redis = await during(onTestFinished, openRedis());
  const address = { kind: 'single', url: redis.url } as const;
  const connection = connectRedis(address, 'prompt');
  onTestFinished(() => disconnect(connection));
  await untilReady(connection, 5000);
  return { redis, connection, connectPatiently: () => connectRedis(address, 'patient') };
}

it('wakes up although Redis did not answer when the queues were opened', async ({ onTestFinished }) => {
  const { redis, connection, connectPatiently } = await openOwn(onTestFinished);
  redis.freeze();
  const heard: string[] = [];
  const wakeUps = openWakeUps(connection);
  onTestFinished(wakeUps.close);
  const workers = openWakeUpWorkers(connectPatiently(), (account, id) => void heard.push(`${account} ${id}`));
  onTestFinished(workers.close);
  await expect(connection.ping()).rejects.toThrow();

  redis.thaw();
  await until('a wake-up is heard', () => {
    wakeUps.send(idOf('default', 1));
    return heard.includes(`default ${idOf('default', 1)}`);
  });
});

it('sends one wake-up for all of an account in the moment after another, for the last of them', async ({
  onTestFinished,
}) => {
  const { redis, connection } = await openOwn(onTestFinished);
  const wakeUps = openWakeUps(connection);
  for (const n of [1, 2, 3, 4]) for (const account of ['acme', 'globex']) wakeUps.send(idOf(account, n));
  await wakeUps.close();
  const waiting = async (account: string) =>
    (await redis.command('LRANGE', `${queuePrefix(shardOf(account, queues))}:wake-ups:wait`, '0', '-1')) as string[];
  for (const account of ['acme', 'globex']) {
    const ids = (await waiting(account)).filter((id) => id.startsWith(account));
    expect(ids.toSorted()).toEqual([idOf(account, 1), idOf(account, 4)]);
  }
});

it('says how many wait in each queue, and since when the oldest does', async ({ onTestFinished }) => {
  const { connection } = await openOwn(onTestFinished);
  const wakeUps = openWakeUps(connection);
  onTestFinished(wakeUps.close);
  expect(await wakeUps.standing()).toEqual(
    Array.from({ length: queues }, (_, i) => ({ queue: i + 1, waiting: 0, active: 0 })),
  );
  wakeUps.send(idOf('acme', 1));
  const queue = shardOf('acme', queues);
  const found = await until('it waits', async () => {
    const standing = (await wakeUps.standing())[queue];
    return standing?.waiting === 1 && standing;
  });
  expect(found.oldest).toEqual({ id: idOf('acme', 1), since: expect.any(Number) });
});

it('spreads accounts over the queues', () => {
  const shards = new Set(Array.from({ length: 100 }, (_, i) => shardOf(`account-${i}`, 8)));
  expect([...shards].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

function idOf(account: string, n: number): string {
  return `${account}_${String(n).padStart(16, '0')}`;
}
