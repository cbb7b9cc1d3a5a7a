import { Gauge, type Registry } from 'prom-client';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Agenda, Counts } from '../store/agenda.ts';

type Parts = {
  registry: Registry;
  accounts: readonly string[];
  agenda: Pick<Agenda, 'counts' | 'stuckSince'>;
  /** Since when the oldest due work of an account is due. */
  oldestDue: (account: string) => Promise<number | undefined>;
  scheduler: Pick<Scheduler, 'lagMs'> | undefined;
  now: () => number;
};

/** Gauges are read from Redis when they are asked for; while it is away they are absent. */
export function openMetrics({ registry, accounts, agenda, oldestDue, scheduler, now }: Parts): void {
  const registers = [registry];
  /** All gauges of one scrape are collected at the same time, and share one look. */
  let looking: Promise<{ account: string; counts: Counts }[]> | undefined;

  gaugePerAccount('bridge_interviews', 'Interviews stored', ({ interviews }) => interviews);
  gaugePerAccount(
    'bridge_deliveries_failed',
    'Deliveries whose tries have ended: alarm when above 0',
    ({ failed }) => failed,
  );
  gaugePerAccount(
    'bridge_replays_waiting',
    'Deliveries that an operator replays and whose turn has not come',
    ({ replays }) => replays,
  );
  gaugePerAccount(
    'bridge_interviews_stuck',
    'Interviews whose work fails through a fault of the bridge and is tried again and again: alarm when above 0',
    ({ stuck }) => stuck,
  );
  gaugePerAccount(
    'bridge_webhooks_rejected',
    'Webhook bodies that were not understood and are kept for an operator',
    ({ rejectedWebhooks }) => rejectedWebhooks,
  );
  gaugePerAccount(
    'bridge_account_paused',
    '1 while all deliveries of an account wait together (rate limit, or its callback token is refused)',
    ({ isPaused }) => (isPaused ? 1 : 0),
  );
  new Gauge({
    name: 'bridge_oldest_due_seconds',
    help: 'Age of the oldest due work: alarm above 60',
    registers,
    async collect() {
      this.set((await oldestDueMs().catch(() => Number.NaN)) / 1000);
    },
  });
  if (scheduler) {
    new Gauge({
      name: 'bridge_worker_lag_seconds',
      help: 'For how long the oldest due work could have been done, as this worker last saw it',
      registers,
      collect() {
        this.set((scheduler.lagMs() ?? Number.NaN) / 1000);
      },
    });
  }

  async function oldestDueMs(): Promise<number> {
    const at = now();
    const times = accounts.map(async (account) => {
      const since = await Promise.all([oldestDue(account), agenda.stuckSince(account)]);
      return since.map((time) => time ?? at);
    });
    return at - Math.min(at, ...(await Promise.all(times)).flat());
  }

  function gaugePerAccount(name: string, help: string, value: (counts: Counts) => number): void {
    new Gauge({
      name,
      help,
      labelNames: ['account'] as const,
      registers,
      async collect() {
        looking ??= look().finally(() => {
          looking = undefined;
        });
        const found = await looking;
        this.reset();
        for (const { account, counts } of found) this.set({ account }, value(counts));
      },
    });
  }

  async function look() {
    const found = accounts.map(async (account) => ({ account, counts: await agenda.counts(account, now()) }));
    return Promise.all(found).catch(() => []);
  }
}
