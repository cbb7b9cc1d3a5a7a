import { expect, it } from 'vitest';
import { openBell } from '../../src/delivery/bell.ts';
import { accountOf } from '../../src/store/keys.ts';
import { connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { during, openRedis } from '../../testing/process.ts';
import { until } from '../../testing/world.ts';

it('rings although Redis did not answer when the bell was opened', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  const connection = connectRedis({ kind: 'single', url: redis.url }, 'prompt');
  onTestFinished(() => disconnect(connection));
  await untilReady(connection, 5000);
  redis.freeze();
  const bell = openBell(connection, '{bell}', accountOf);
  onTestFinished(bell.close);
  await expect(connection.ping()).rejects.toThrow();

  redis.thaw();
  await until('it rings', async () => {
    await bell.ring(idOf('default', 1));
    return (await redis.command('LLEN', '{bell}:bell:wait')) === 1;
  });
});

it('rings once for all of an account who ring in the moment after another, for the last of them', async ({
  onTestFinished,
}) => {
  const redis = await during(onTestFinished, openRedis());
  const connection = connectRedis({ kind: 'single', url: redis.url }, 'prompt');
  onTestFinished(() => disconnect(connection));
  await untilReady(connection, 5000);
  const bell = openBell(connection, '{bell}', accountOf);
  const ids = [1, 2, 3, 4].flatMap((n) => [idOf('acme', n), idOf('globex', n)]);
  await Promise.all(ids.map((id) => bell.ring(id)));
  await bell.close();
  const rung = await redis.command('LRANGE', '{bell}:bell:wait', '0', '-1');
  const wanted = [1, 4].flatMap((n) => [idOf('acme', n), idOf('globex', n)]);
  expect([...(rung as string[])].sort()).toEqual(wanted.sort());
});

function idOf(account: string, n: number): string {
  return `${account}_${String(n).padStart(16, '0')}`;
}
