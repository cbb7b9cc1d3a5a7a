import type { Registry } from 'prom-client';
import type { BridgeAccount } from './bridge-accounts.ts';
import type { Config } from './config.ts';
import { leaseMs } from './interviews/budgets.ts';
import type { Accounts } from './interviews/ports/accounts.ts';
import type { Logger } from './log.ts';
import { createHealth } from './operator/health.ts';
import { openMetrics } from './operator/metrics.ts';
import { openProcessMetrics } from './operator/process-metrics.ts';
import { rememberRedisTrouble } from './operator/redis-trouble.ts';
import { openStageMetrics } from './operator/stage-metrics.ts';
import { watchPublicUrl } from './operator/watch-public-url.ts';
import { logWriteFault } from './operator/watch-redis.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import type { guardStorage } from './store/guard.ts';
import type { Storage } from './store/open.ts';

type Parts = {
  config: Pick<Config, 'publicUrl'>;
  registry: Registry;
  accounts: Accounts<BridgeAccount>;
  storage: Storage;
  guard: Pick<Awaited<ReturnType<typeof guardStorage>>, 'faults'>;
  /** Of this process's worker, if it has one. */
  scheduler: Pick<Scheduler, 'lagMs' | 'pauses'> | undefined;
  /** Milliseconds since this process last finished any work. */
  idleMs: () => number;
  log: Logger;
  now: () => number;
};

const healthEveryMs = 5_000;

/** How this process is: its metrics, and the health behind `/livez` and `/readyz`. */
export function openHealth({ config: { publicUrl }, registry, accounts, storage, guard, ...parts }: Parts) {
  const { scheduler, idleMs, log, now } = parts;
  const { backlogs, schedule } = storage;
  openMetrics({ registry, accounts, backlogs, schedule, oldestDue, scheduler, now });
  openStageMetrics({ registry, accounts, storage, now });
  // Nothing is written to a Redis that was not found to be fit.
  const beat = async (at: number) => (guard.faults()?.length === 0 ? storage.publicUrls.beat(publicUrl, at) : []);
  const watching = watchPublicUrl({ beat, publicUrl, log, registry, now });
  const look = createHealth({
    writeFault: storage.writeFault,
    onWriteFault: logWriteFault(log),
    storageFaults: guard.faults,
    scheduler,
    idleMs,
    now,
  });
  const { health, redisTrouble } = rememberRedisTrouble(look, now);
  const measuring = openProcessMetrics({ registry, health });
  // The log says what is wrong with Redis even if no monitor calls `/readyz`.
  const looking = setInterval(() => void health(), healthEveryMs);

  return {
    health,
    redisTrouble,
    close(): void {
      clearInterval(looking);
      watching.close();
      measuring.close();
    },
  };

  async function oldestDue(name: string): Promise<number | undefined> {
    return (await storage.claims.claim(name, { now: now(), limit: 0, ms: leaseMs })).leftSince;
  }
}
