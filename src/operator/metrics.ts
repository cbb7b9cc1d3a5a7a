import { Gauge, type Registry } from 'prom-client';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Counts, ScheduleStore } from '../store/schedule-store.ts';
import { type AccountGauge, openAccountGauges } from './account-gauges.ts';

type Parts = {
  registry: Registry;
  accounts: Pick<Accounts<MeteredAccount>, 'all'>;
  schedule: Pick<ScheduleStore, 'counts' | 'parkedSince'>;
  /** The time since which the oldest due work of an account is due. */
  oldestDue: (account: string) => Promise<number | undefined>;
  scheduler: Pick<Scheduler, 'lagMs'> | undefined;
  now: () => number;
};

type MeteredAccount = {
  readonly name: string;
  /** `tokenExpiresAt`: epoch ms. */
  readonly settings: { readonly stage?: { readonly api: { readonly tokenExpiresAt?: number } } };
};

const gaugesOfAccount: readonly AccountGauge<Counts>[] = [
  { name: 'bridge_interviews', help: 'Interviews stored', value: ({ interviews }) => interviews },
  {
    name: 'bridge_deliveries_failed',
    help: 'Interviews and applications with a failed delivery (dead letters): alarm when above 0',
    value: ({ failed }) => failed,
  },
  { name: 'bridge_replays_waiting', help: 'Deliveries in the replay queue', value: ({ replays }) => replays },
  {
    name: 'bridge_interviews_parked',
    help: 'Interviews whose processing fails through a fault of the bridge and is retried every 30 s: alarm when above 0',
    value: ({ parked }) => parked,
  },
  {
    name: 'bridge_webhooks_rejected',
    help: 'Webhook bodies that were not understood and are kept for an operator',
    value: ({ rejectedWebhooks }) => rejectedWebhooks,
  },
  {
    name: 'bridge_circuit_open',
    help: '1 while the circuit of an account is open (rate limit, or its callback token is refused)',
    value: ({ isPaused }) => (isPaused ? 1 : 0),
  },
];

/** Gauges are read from Redis at each scrape; while it is unreachable they are absent. */
export function openMetrics({ registry, accounts, schedule, oldestDue, scheduler, now }: Parts): void {
  openAccountGauges(registry, gaugesOfAccount, async () => {
    const counted = accounts
      .all()
      .map(async ({ name: account }) => ({ account, of: await schedule.counts(account, now()) }));
    return Promise.all(counted).catch(() => []);
  });
  new Gauge({
    name: 'bridge_workable_token_expires_seconds',
    help: 'Until the API token of an account expires, by WORKABLE_API_TOKEN_EXPIRES: alarm below 604800',
    labelNames: ['account'] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const { name: account, settings } of accounts.all()) {
        const at = settings.stage?.api.tokenExpiresAt;
        if (at !== undefined) this.set({ account }, (at - now()) / 1000);
      }
    },
  });
  new Gauge({
    name: 'bridge_oldest_due_seconds',
    help: 'Age of the oldest due work: alarm above 60',
    registers: [registry],
    async collect() {
      this.set((await oldestDueMs().catch(() => Number.NaN)) / 1000);
    },
  });
  if (scheduler) {
    new Gauge({
      name: 'bridge_worker_lag_seconds',
      help: 'For how long the oldest due work could have been done, as this worker last saw it',
      registers: [registry],
      collect() {
        this.set((scheduler.lagMs() ?? Number.NaN) / 1000);
      },
    });
  }

  async function oldestDueMs(): Promise<number> {
    const at = now();
    const times = accounts.all().map(async ({ name: account }) => {
      const since = await Promise.all([oldestDue(account), schedule.parkedSince(account)]);
      return since.map((time) => time ?? at);
    });
    return at - Math.min(at, ...(await Promise.all(times)).flat());
  }
}
