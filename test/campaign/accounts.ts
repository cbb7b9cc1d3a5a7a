import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../testing/free-port.ts';
import { openRedis } from '../../testing/redis.ts';
import { createFront } from './accounts/front.ts';
import { type Lived, live, type Stage } from './accounts/life.ts';
import { openPeers } from './accounts/peers.ts';
import type { Campaign } from './campaign.ts';
import { type BridgeProcess, createBridgeProcess } from './support/bridge.ts';
import { type Random, randomOf } from './support/random.ts';

/** So many customers live at the same time. */
const together = 12;
/** A process that was killed is there again, and knows the accounts, after so long. */
const comesBackMs = 8_000;

/**
 * Accounts are made, used, rotated, paused, resumed, changed and removed by the API, under traffic and kills: each
 * change works within 2 s, nothing that was acknowledged is lost, and no process has to be restarted for it.
 */
export const accounts: Campaign = {
  summary: 'managed accounts come and go on two web and two worker processes, under traffic and kills',
  options: {
    accounts: { default: 500, meaning: 'how many live, from the first day to the last' },
    kills: { default: 100, meaning: 'processes that are killed meanwhile' },
    seed: { default: 1, meaning: 'of all that is drawn' },
    within: {
      default: 2_000,
      meaning: 'milliseconds in which a change works in every process that was not killed lately',
    },
  },
  async run({ accounts: count = 0, kills = 0, seed = 0, within = 0 }, print) {
    const redis = await openRedis({ appendfsync: 'always' });
    const peers = await openPeers();
    const processes = await openProcesses(redis.url);
    const { isDisturbed, killAll } = killing(processes, randomOf('kills', seed), kills);
    try {
      await Promise.all(processes.map((each) => each.start()));
      const stage: Stage = {
        front: createFront(processes.slice(0, 2).map(({ url }) => url)),
        peers,
        operatorToken,
        isDisturbed,
        withinMs: within,
      };
      const startedAt = Date.now();
      const ended = new AbortController();
      const killed = killAll(ended.signal);
      const lived = await liveAll(stage, count, seed);
      ended.abort();
      const report = summaryOf(lived, await killed, Date.now() - startedAt);
      for (const line of report.lines) print(line);
      return report.hasHeld;
    } finally {
      await Promise.all(processes.map((each) => each.kill()));
      await Promise.all([peers.close(), redis.close()]);
    }
  },
};

const operatorToken = 'operator-token-of-the-campaign-0000';

/** Two web processes, then two workers. No account is configured. */
async function openProcesses(redisUrl: string): Promise<BridgeProcess[]> {
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  return Promise.all(
    ['web', 'web', 'worker', 'worker'].map((roles) =>
      createBridgeProcess({
        ROLES: roles,
        REDIS_URL: redisUrl,
        PUBLIC_URL: publicUrl,
        DATA_KEY: 'a-data-key-of-the-campaign-of-32-characters',
        OPERATOR_TOKEN: operatorToken,
      }),
    ),
  );
}

async function liveAll(stage: Stage, count: number, seed: number): Promise<Lived[]> {
  const lived: Lived[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(together, count) }, async () => {
      for (let number = next++; number < count; number = next++) {
        lived.push(await live(stage, `customer-${number}`, randomOf('life', seed, number)));
      }
    }),
  );
  return lived;
}

/** Kills one process after another, each once the one before is back. */
function killing(processes: readonly BridgeProcess[], random: Random, kills: number) {
  /** When processes were killed, epoch ms. */
  const times: number[] = [];
  return {
    isDisturbed: (since: number) => times.some((at) => at + comesBackMs > since),

    async killAll(signal: AbortSignal): Promise<number> {
      for (let i = 0; i < kills; i += 1) {
        await sleep(random.whole(500, 4_000), undefined, { signal }).catch(() => undefined);
        if (signal.aborted) break;
        const victim = processes[random.whole(0, processes.length - 1)] as BridgeProcess;
        times.push(Date.now());
        await victim.kill();
        await sleep(random.whole(0, 500));
        await victim.start();
        // Now and then all know what was changed.
        if (random.chance(0.3)) await sleep(comesBackMs, undefined, { signal }).catch(() => undefined);
      }
      return times.length;
    },
  };
}

function summaryOf(lived: readonly Lived[], kills: number, ms: number): { lines: string[]; hasHeld: boolean } {
  const findings = lived.flatMap((each) => each.findings);
  const sum = (of: (each: Lived) => number) => lived.reduce((all, each) => all + of(each), 0);
  const lost = findings.filter((finding) => finding.includes('LOST')).length;
  return {
    lines: [
      ...findings.slice(0, 50),
      `${lived.length} accounts, ${sum((each) => each.creates)} creates, ${sum((each) => each.results)} results, ` +
        `${kills} kills, ${Math.round(ms / 1000)} s: ${lost} lost, ${findings.length} findings`,
    ],
    hasHeld: findings.length === 0,
  };
}
