import { expect, it } from 'vitest';
import { openBell } from '../../src/delivery/bell.ts';
import { connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { during, openRedis } from '../support/process.ts';
import { until } from '../support/world.ts';

it('rings although Redis did not answer when the bell was opened', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  const connection = connectRedis({ kind: 'single', url: redis.url }, 'prompt');
  onTestFinished(() => disconnect(connection));
  await untilReady(connection, 5000);
  redis.freeze();
  const bell = openBell(connection, '{bell}');
  onTestFinished(bell.close);
  await expect(connection.ping()).rejects.toThrow();

  redis.thaw();
  const rings = () =>
    bell.ringAll(['default_0123456789abcdef']).then(
      () => true,
      () => false,
    );
  await until('it rings', rings);
  expect(await redis.command('LLEN', '{bell}:bell:wait')).toBe(1);
});
