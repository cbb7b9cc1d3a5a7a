import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import {
  type CreateBody,
  during,
  eventually,
  openStage,
  processTimeout,
  type Stage,
  untilReady,
} from '../../../testing/process.ts';
import { openRedisCluster, openWatchedRedis, type RedisDeployment } from '../../../testing/redis-deployment.ts';

vi.setConfig({ testTimeout: 2 * processTimeout });

const keyOfAccount = 'bridge:{default}:due';
/** Without it, a cut-off master would take everything for as long as the bridge talks to it. */
const deployments: [name: string, open: () => Promise<RedisDeployment>][] = [
  ['Sentinels', () => openWatchedRedis(2, 3)],
  ['a Cluster', () => openRedisCluster(3, 2)],
];

test.concurrent.for(deployments)(
  'with %s a cut-off master acknowledges nothing that is lost, and the promoted one is followed while it still answers',
  async ([, open], { onTestFinished }) => {
    const redis = await during(onTestFinished, open());
    const stage = await during(onTestFinished, openStage({ REDIS_URL: redis.url }));
    const bridge = await stage.start();
    await untilReady(stage);
    const master = await redis.masterOf(keyOfAccount);
    const creates = startCreates(stage);
    await eventually('some are created', () => creates.accepted.length >= 5);

    redis.cut(master);
    await eventually('another master is promoted', async () => {
      return (await redis.successorOf(master, keyOfAccount).catch(() => undefined)) !== undefined;
    });
    const promoted = creates.accepted.length;
    await eventually('creates are accepted again', () => creates.accepted.length > promoted + 2);
    await untilReady(stage);
    redis.heal();
    await creates.end();

    // What the old master must not have been the only one to know.
    for (const [create, { body }] of creates.accepted) {
      const repeated = await eventually('a create is answered', async () => {
        const answer = await stage.ask('POST', '/interviews', { body: create });
        return answer.status !== 503 && answer;
      });
      expect(repeated).toMatchObject({ status: 201, body: { interview_id: body.interview_id } });
    }
    const invited = stage.vendor.control.invitations.map(({ externalId }) => externalId);
    expect(new Set(invited).size).toBe(invited.length);
    expect(bridge.exit()).toBeUndefined();
  },
);

/** One after the other; what is not accepted is repeated until it is. */
function startCreates(stage: Stage) {
  const accepted: [CreateBody, Awaited<ReturnType<Stage['ask']>>][] = [];
  let isEnding = false;
  const running = run().catch((error: unknown) => {
    if (!isEnding) throw error;
  });
  return {
    accepted,
    async end(): Promise<void> {
      isEnding = true;
      await running;
    },
  };

  async function run(): Promise<void> {
    let create = stage.newCreate();
    while (!isEnding) {
      const answer = await stage.ask('POST', '/interviews', { body: create });
      if (answer.status === 201) {
        accepted.push([create, answer]);
        create = stage.newCreate();
      }
      await sleep(20);
    }
  }
}
