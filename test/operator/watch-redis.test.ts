import { expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { watchRedis } from '../../src/operator/watch-redis.ts';
import { connectRedis } from '../../src/store/redis.ts';
import { during, openRedis } from '../../testing/process.ts';
import { until } from '../../testing/world.ts';

type Finish = Parameters<typeof during>[0];

/** A watched connection, and its log. */
function watch(onTestFinished: Finish, url: string) {
  const lines: string[] = [];
  const connection = connectRedis({ kind: 'single', url }, 'prompt');
  onTestFinished(async () => connection.disconnect());
  let tries = 0;
  connection.on('connecting', () => {
    tries += 1;
  });
  watchRedis(connection, createLog('debug', { write: (line) => void lines.push(line) }));
  return {
    entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    /** Waits until it has tried again so often from now on. */
    async retries(count: number) {
      const enough = tries + count;
      await until('it has tried again', () => tries >= enough);
    },
  };
}

it('logs each change of Redis once, however many reconnections fail', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  const { entries, retries } = watch(onTestFinished, redis.url);
  await until('it is there', () => entries().length === 1);
  await redis.kill();
  await retries(5);
  await redis.start();
  await until('it is there again', () => entries().at(-1)?.outcome === 'ready' && entries().length > 1);
  expect(entries()).toEqual([
    expect.objectContaining({ level: 'info', event: 'redis', outcome: 'ready' }),
    expect.objectContaining({ level: 'error', event: 'redis', outcome: 'away' }),
    expect.objectContaining({ level: 'error', event: 'redis', outcome: 'away', code: 'ECONNREFUSED' }),
    expect.objectContaining({ level: 'info', event: 'redis', outcome: 'ready' }),
  ]);
});

it('gives no reason of an earlier outage', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  const { entries, retries } = watch(onTestFinished, redis.url);
  await until('it is there', () => entries().length === 1);
  await redis.kill();
  await retries(3);
  await redis.start();
  await until('it is there again', () => entries().at(-1)?.outcome === 'ready' && entries().length > 1);
  const known = entries().length;
  await redis.kill();
  await until('it is away again', () => entries().length > known);
  expect(entries()[known]).toMatchObject({ outcome: 'away' });
  expect(entries()[known]).not.toMatchObject({ code: 'ECONNREFUSED' });
});

it.for([
  ['a wrong password', 'redis://:wrong@', 'WRONGPASS'],
  ['no password', 'redis://', 'NOAUTH'],
])('logs once why Redis refuses %s, and never the password', async ([, scheme = '', code], { onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  await redis.command('CONFIG', 'SET', 'requirepass', 'the-right-one');
  const { entries, retries } = watch(onTestFinished, redis.url.replace('redis://', scheme));
  await retries(5);
  expect(entries()).toEqual([expect.objectContaining({ level: 'error', event: 'redis', outcome: 'away', code })]);
  expect(JSON.stringify(entries())).not.toMatch(/wrong@|right-one/);
});
