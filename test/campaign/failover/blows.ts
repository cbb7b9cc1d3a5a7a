import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisClusterDeployment, RedisDeployment } from '../../../testing/redis-deployment.ts';

/** What happens to the master that has the account. Resolves once everything is in order again. */
export type Blow<Redis> = { name: string; strike(redis: Redis, lastsMs: number): Promise<void> };

/** A key in the slot of the account. */
const key = 'bridge:{default}:due';

const failovers: Blow<RedisDeployment>[] = [
  {
    name: 'master killed',
    async strike(redis, lastsMs) {
      const master = await redis.masterOf(key);
      await redis.servers[master]?.kill();
      await promoted(redis, master, lastsMs);
      await redis.restart(master);
    },
  },
  {
    name: 'master cut off from all but the bridge',
    async strike(redis, lastsMs) {
      const master = await redis.masterOf(key);
      redis.cut(master);
      await promoted(redis, master, lastsMs);
      redis.heal();
    },
  },
  {
    name: 'master frozen',
    async strike(redis, lastsMs) {
      const master = await redis.masterOf(key);
      redis.servers[master]?.freeze();
      await promoted(redis, master, lastsMs);
      redis.servers[master]?.thaw();
    },
  },
];

export const blowsOfSentinels = failovers.map(untilWhole);

const moved: Blow<RedisClusterDeployment> = {
  name: 'a node added, the slot of the account moved to it and back',
  async strike(redis) {
    const before = await redis.masterOf(key);
    const added = await redis.addMaster();
    await redis.moveSlot(key, added);
    await sleep(3_000);
    await redis.moveSlot(key, before);
  },
};

export const blowsOfClusters: Blow<RedisClusterDeployment>[] = [...failovers, moved].map(untilWhole);

/** For so long, and until another master was promoted. */
async function promoted(redis: RedisDeployment, master: number, lastsMs: number): Promise<void> {
  const endsAt = Date.now() + lastsMs;
  const isPromoted = async () => (await redis.successorOf(master, key).catch(() => undefined)) !== undefined;
  while (Date.now() < endsAt || !(await isPromoted())) await sleep(100);
}

function untilWhole<Redis extends RedisDeployment>({ name, strike }: Blow<Redis>): Blow<Redis> {
  return {
    name,
    async strike(redis, lastsMs) {
      await strike(redis, lastsMs);
      await redis.untilWhole();
    },
  };
}
