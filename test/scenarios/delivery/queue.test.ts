import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { queues, shardOf } from '../../../src/store/keys.ts';
import { emptyDatabase } from '../../../testing/database.ts';
import { only, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { during } from '../../../testing/process.ts';
import { openSecondBridge, type SecondBridge } from '../../../testing/second-bridge.ts';
import { openTcpProxy } from '../../../testing/tcp-proxy.ts';
import { minute } from '../../../testing/times.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

/*
 * What users of BullMQ have met, done to the queue of a running bridge. Numbers are issues of taskforcesh/bullmq, those
 * with "bull" of OptimalBits/bull. One process listens and another works, since one that does both begins without the queue.
 */

/** The queue in Redis as BullMQ 6 keeps it, and the interview that is about to be woken up. */
type Queue = {
  redis: Redis;
  id: string;
  /** The key that holds one part of the queue. */
  key(part: string): string;
  /** The hash that makes BullMQ ignore every other job of that id. */
  leaveJob(id: string): Promise<unknown>;
};

type Fault = {
  /** Before the vendor sends the result. */
  before?: (queue: Queue) => Promise<unknown>;
  /** After that was acknowledged. */
  after?: (queue: Queue) => Promise<unknown>;
};

const farOff = 4e12;
const someoneElse = `default_${'0'.repeat(32)}`;

const faults: [what: string, Fault][] = [
  [
    'the queue is paused and never resumed (3971, 4289)',
    {
      before: ({ redis, key }) => redis.hset(key('meta'), 'paused', 1),
    },
  ],
  [
    'no job at all may be active (2461)',
    {
      before: ({ redis, key }) => redis.hset(key('meta'), 'concurrency', 0),
    },
  ],
  [
    'the one job that may be active never ends (652, 3535)',
    {
      async before({ redis, key, leaveJob }) {
        await redis.hset(key('meta'), 'concurrency', 1);
        await leaveJob(someoneElse);
        await redis.lpush(key('active'), someoneElse);
        await redis.set(key(`${someoneElse}:lock`), 'a dead worker');
      },
    },
  ],
  [
    'the rate limit of the queue ends in a day (269)',
    {
      async before({ redis, key }) {
        await redis.hset(key('meta'), 'max', 1, 'duration', 86_400_000);
        await redis.set(key('limiter'), 99, 'PX', 86_400_000);
      },
    },
  ],
  [
    'a hash of the same job is in no list (941, 2183, bull 1416)',
    {
      before: ({ leaveJob, id }) => leaveJob(id),
    },
  ],
  [
    'the list of waiting jobs is lost (322)',
    {
      before: ({ redis, key }) => redis.hset(key('meta'), 'paused', 1),
      async after({ redis, key }) {
        await redis.del(key('wait'));
        await redis.hdel(key('meta'), 'paused');
      },
    },
  ],
  [
    'the job is delayed to the far future (2466, 2534, 1658)',
    {
      async before({ redis, key, leaveJob, id }) {
        await leaveJob(id);
        await redis.zadd(key('delayed'), farOff * 4096, id);
      },
    },
  ],
  [
    'the job stays active under a lock that never ends (652, 3535)',
    {
      async before({ redis, key, leaveJob, id }) {
        await leaveJob(id);
        await redis.lpush(key('active'), id);
        await redis.set(key(`${id}:lock`), 'a dead worker');
      },
    },
  ],
  [
    'the job stays active and no process checks for stalled ones (2580)',
    {
      async before({ redis, key, leaveJob, id }) {
        await redis.set(key('stalled-check'), 1);
        await leaveJob(id);
        await redis.lpush(key('active'), id);
      },
    },
  ],
  [
    'the job was completed and is kept (1337, 3765)',
    {
      async before({ redis, key, leaveJob, id }) {
        await leaveJob(id);
        await redis.zadd(key('completed'), Date.now(), id);
      },
    },
  ],
  [
    'the job has failed and is kept (1337)',
    {
      async before({ redis, key, leaveJob, id }) {
        await leaveJob(id);
        await redis.zadd(key('failed'), Date.now(), id);
      },
    },
  ],
  [
    'a deduplication key was left behind (4311, 3232)',
    {
      before: ({ redis, key, id }) => redis.set(key(`de:${id}`), id),
    },
  ],
  [
    'a job waits and no marker says so (4479, 3145)',
    {
      before: ({ redis, key }) => redis.hset(key('meta'), 'paused', 1),
      after: ({ redis, key }) => redis.hdel(key('meta'), 'paused'),
    },
  ],
  [
    'the marker speaks of the far future (2389)',
    {
      before: ({ redis, key }) => redis.zadd(key('marker'), farOff, '1'),
    },
  ],
  [
    'unreadable jobs wait in front (bull 371, bull 450, bull 1606)',
    {
      async before({ redis, key }) {
        const kinds: Record<string, Record<string, string>> = {
          'without-hash': {},
          'without-data': { name: 'wake-up', opts: '{}' },
          'without-options': { name: 'wake-up', data: '{}' },
          'not-json': { name: 'wake-up', data: '{"interviewId":', opts: '{' },
          null: { name: 'wake-up', data: 'null', opts: '{}' },
          'a-number': { name: 'wake-up', data: '{"interviewId":42}', opts: '{}' },
          'nobody-known': { name: 'wake-up', data: `{"interviewId":"${someoneElse}"}`, opts: '{}' },
        };
        for (const [id, fields] of Object.entries(kinds)) {
          if (Object.keys(fields).length > 0) await redis.hset(key(id), fields);
          await redis.rpush(key('wait'), id);
        }
      },
    },
  ],
  [
    'every key of the queue is deleted while its job waits',
    {
      before: ({ redis, key }) => redis.hset(key('meta'), 'paused', 1),
      after: async ({ redis, key }) => redis.del(...(await redis.keys(key('*')))),
    },
  ],
  [
    'every key of the queue is of a wrong type (1207)',
    {
      async before({ redis, key }) {
        const parts = [
          'active',
          'wait',
          'paused',
          'id',
          'delayed',
          'prioritized',
          'stalled-check',
          'completed',
          'failed',
        ];
        parts.push('stalled', 'limiter', 'meta', 'events', 'pc', 'marker', 'de');
        for (const part of parts) await redis.del(key(part));
        for (const part of parts) {
          if (part === 'id') await redis.lpush(key(part), 'rubbish');
          else await redis.set(key(part), 'rubbish');
        }
      },
    },
  ],
];

it.concurrent.for(faults)('delivers within a minute although %s', async ([, { before, after }], { onTestFinished }) => {
  const { world, worker } = await openApart(onTestFinished);
  const redis = new Redis(world.redisUrl);
  onTestFinished(() => redis.disconnect());
  await expectDelivered(world, await scored(world));
  const [sent, bystander] = [await sendInterview(world), await sendInterview(world)];
  await untilNothingIsDue(world);
  // The account `default` has this one.
  const key = (part: string) => `bridge:{jobs:${shardOf('default', queues)}}:wake-ups:${part}`;
  const queue: Queue = {
    redis,
    id: sent.id,
    key,
    leaveJob: (id) =>
      redis.hset(key(id), { name: 'wake-up', data: JSON.stringify({ interviewId: id }), opts: '{}', timestamp: 1 }),
  };

  await before?.(queue);
  await scoreAttempt(world, sent);
  await scoreAttempt(world, bystander);
  await after?.(queue);
  await Promise.all([expectDelivered(world, sent), expectDelivered(world, bystander)]);
  // What comes later finds the queue as broken.
  await expectDelivered(world, await scored(world));
  await expectWell(world, worker);
});

it.concurrent('tries again on time although the queue was deleted while the delivery waited (2466)', async ({
  onTestFinished,
}) => {
  const { world, worker } = await openApart(onTestFinished, { DELIVERY_RETRY_SCHEDULE: '1h' });
  const redis = new Redis(world.redisUrl);
  onTestFinished(() => redis.disconnect());
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 500, ...only(sent), times: 1 });
  await scoreAttempt(world, sent);
  await until('the first try has failed', () => putsOf(world, sent).length === 1);
  await untilNothingIsDue(world);
  await redis.del(...(await redis.keys('bridge:{jobs:*')));
  world.clock.advance(1.2 * 60 * minute);
  await expectDelivered(world, sent);
  await expectWell(world, worker);
});

it.concurrent('delivers within a minute although the worker never gets a job (648, 2964, 4585)', async ({
  onTestFinished,
}) => {
  const url = new URL(await emptyDatabase());
  const proxy = await during(onTestFinished, openTcpProxy(Number(url.port)));
  url.port = String(proxy.port);
  const { world, worker } = await openApart(onTestFinished, { REDIS_URL: url.href });
  await expectDelivered(world, await scored(world));
  // The worker waits for jobs by this command alone.
  proxy.swallow('bzpopmin');
  proxy.forget();
  const accepted = await until('a create is accepted again', () => sendInterview(world).catch(() => undefined));
  await scoreAttempt(world, accepted);
  await expectDelivered(world, accepted);
  await expectWell(world, worker);
});

async function openApart(onTestFinished: Parameters<typeof during>[0], settings: Record<string, string> = {}) {
  const world = await during(onTestFinished, openWorld({ ROLES: 'web', JOBMOJITO_DETAILS: 'false', ...settings }));
  return { world, worker: await during(onTestFinished, openSecondBridge(world, { ROLES: 'worker' })) };
}

async function scored(world: World): Promise<Sent> {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  return sent;
}

async function expectDelivered(world: World, { callbackUrl }: Sent): Promise<void> {
  expect(await world.workable.control.waitFor(callbackUrl, undefined, minute)).toMatchObject({ status: 'completed' });
}

async function expectWell(...processes: Pick<SecondBridge, 'ask'>[]): Promise<void> {
  for (const { ask } of processes) {
    for (const path of ['/livez', '/readyz']) {
      await until(`${path} answers 200`, async () => (await ask('GET', path)).status === 200);
    }
  }
}
