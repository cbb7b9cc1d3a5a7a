import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, untilNothingIsDue } from '../../testing/operator.ts';
import { during, eventually, openRedis, processTimeout, type RedisProcess } from '../../testing/process.ts';
import { openWorld } from '../../testing/world.ts';

vi.setConfig({ testTimeout: processTimeout });

type Finish = Parameters<typeof during>[0];

/** A Redis with trouble, as an operator's commands meet it at `url`. */
async function openTroubled(onTestFinished: Finish, trouble: (redis: RedisProcess) => Promise<string | undefined>) {
  const redis = await during(
    onTestFinished,
    openRedis({ 'key-load-delay': '1000', 'loading-process-events-interval-bytes': '1024' }),
  );
  return (await trouble(redis)) ?? redis.url;
}

async function locked(redis: RedisProcess): Promise<undefined> {
  await redis.command('CONFIG', 'SET', 'requirepass', 'the-right-one');
}

async function loading(redis: RedisProcess): Promise<undefined> {
  await redis.command('EVAL', "for i = 1, 20000 do redis.call('SET', 'k' .. i, i) end", '0');
  await redis.command('BGREWRITEAOF');
  await eventually('all is written', async () => {
    const text = String(await redis.command('INFO', 'persistence'));
    return text.includes('aof_rewrite_in_progress:0') && text.includes('aof_rewrite_scheduled:0');
  });
  await redis.kill();
  redis.start().catch(() => undefined);
  await sleep(500);
}

const troubles: [code: string, trouble: Parameters<typeof openTroubled>[1], words: string][] = [
  ['NOAUTH', locked, 'it wants a password: add user and password to REDIS_URL'],
  [
    'WRONGPASS',
    async (redis) => (await locked(redis)) ?? redis.url.replace('//', '//:wrong@'),
    'it does not know this user and password: put them right in REDIS_URL',
  ],
  ['LOADING', loading, 'it still reads its data from disk after a start: try again in a minute'],
];

test.concurrent.for(troubles)(
  'a Redis that answers %s to everything is named by every command, with what to do',
  async ([code, trouble, words], { onTestFinished }) => {
    const world = await during(onTestFinished, openWorld());
    const REDIS_URL = await openTroubled(onTestFinished, trouble);
    const [doctor, interviews] = await Promise.all(
      ['doctor', 'interviews'].map((command) => bridgeCommand(world, command, { REDIS_URL })),
    );
    expect(doctor?.lines).toContain(`WRONG  redis: refuses this (${code}): ${words}`);
    expect(interviews).toMatchObject({ code: 1, errors: [`Redis refuses this (${code}): ${words}`] });
  },
);

test.concurrent.for([
  { code: 'ECONNREFUSED', REDIS_URL: 'redis://127.0.0.1:9' },
  { code: 'ENOTFOUND', REDIS_URL: 'redis://nowhere.invalid:6379' },
])(
  'a Redis that does not answer ($code) is named by every command, with what to do',
  async ({ code, REDIS_URL }, { onTestFinished }) => {
    const world = await during(onTestFinished, openWorld());
    const settings = { REDIS_URL, DATA_KEY: 'a-data-key-of-32-characters-000000' };
    const words = `does not answer (${code}): is REDIS_URL right, and is it running?`;
    const [doctor, ...others] = await Promise.all(
      ['doctor', 'interviews', 'failed', 'rotate-keys'].map((command) => bridgeCommand(world, command, settings)),
    );
    expect(doctor).toMatchObject({ code: 1, lines: expect.arrayContaining([`WRONG  redis: ${words}`]) });
    for (const other of others) expect(other).toMatchObject({ code: 1, text: `Redis ${words}` });
  },
);

const refusals: [
  code: string,
  refuse: (redis: RedisProcess, onTestFinished: Finish) => Promise<unknown>,
  words: string,
][] = [
  [
    'NOREPLICAS',
    (redis) => redis.command('CONFIG', 'SET', 'min-replicas-to-write', '1'),
    'too few of its replicas are in good order (min-replicas-to-write): see to the replicas',
  ],
  [
    'READONLY',
    async (redis, onTestFinished) => {
      const master = await during(onTestFinished, openRedis());
      await redis.command('CONFIG', 'SET', 'replica-serve-stale-data', 'yes');
      await redis.command('REPLICAOF', '127.0.0.1', String(master.port));
      await master.kill();
    },
    'it is a read-only replica: let REDIS_URL lead to the master',
  ],
];

test.concurrent.for(refusals)(
  'a Redis that answers %s to writes is named by doctor, readyz and a command that writes',
  async ([code, refuse, words], { onTestFinished }) => {
    const redis = await during(onTestFinished, openRedis());
    const world = await during(onTestFinished, openWorld({ REDIS_URL: redis.url }));
    const { email } = await sendInterview(world);
    await untilNothingIsDue(world);
    await refuse(redis, onTestFinished);
    const text = `refuses writes (${code}): ${words}`;
    expect((await bridgeCommand(world, 'doctor')).lines).toContain(`WRONG  redis: ${text}`);
    await eventually('readyz says so', async () => {
      const { body } = await world.ask('GET', '/readyz');
      return body.missing?.includes(`redis ${text}`);
    });
    const { code: exitCode, errors } = await bridgeCommand(world, `forget ${email} --yes`);
    expect([exitCode, errors]).toEqual([1, [`Redis refuses this (${code}): ${words}`]]);
  },
);
