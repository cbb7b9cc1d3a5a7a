import { Gauge, type Registry } from 'prom-client';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Backlog, Backlogs } from '../store/backlog.ts';
import type { ScheduleStore } from '../store/schedule-store.ts';
import { type AccountGauge, openAccountGauges, type TotalGauge } from './account-gauges.ts';
import { ofEach } from './queries/totals.ts';

type Parts = {
  registry: Registry;
  accounts: Pick<Accounts<MeteredAccount>, 'all'>;
  backlogs: Backlogs;
  schedule: Pick<ScheduleStore, 'parkedSince'>;
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

/** `tokenExpiresAt`: epoch ms. */
type Seen = { backlog: Backlog; tokenExpiresAt: number | undefined; now: number };

/** An end so far away says nothing yet. */
const expirySaidMs = 30 * 24 * 3_600_000;

const ofAccounts: readonly AccountGauge<Seen>[] = [
  {
    name: 'bridge_deliveries_waiting',
    help: 'Interviews and applications with something to send, by destination',
    labels: ['destination'],
    series: ({ backlog: { waiting } }) =>
      Object.entries(waiting).map(([destination, value]) => ({ labels: { destination }, value })),
  },
  {
    name: 'bridge_oldest_undelivered_seconds',
    help: 'For how long the oldest waiting delivery has been due: alarm above 600',
    value: ({ backlog: { undeliveredSince: since = Number.POSITIVE_INFINITY }, now }) =>
      Math.max(0, now - since) / 1000,
  },
  {
    name: 'bridge_deliveries_failed',
    help: 'Interviews and applications with a failed delivery (dead letters): alarm when above 0',
    value: ({ backlog }) => backlog.failed,
  },
  {
    name: 'bridge_replays_waiting',
    help: 'Deliveries in the replay queue',
    value: ({ backlog }) => backlog.replays,
  },
  {
    name: 'bridge_invitations_not_sent',
    help: 'Interviews of the last 24 hours whose candidate is not invited: alarm when above 0',
    value: ({ backlog }) => backlog.notInvited,
  },
  {
    name: 'bridge_webhooks_rejected',
    help: 'Webhook bodies that were not understood and are kept for an operator: alarm when above 0',
    value: ({ backlog }) => backlog.rejectedWebhooks,
  },
  {
    name: 'bridge_circuit_open',
    help: '1 while the circuit of a destination is open or half-open. Reasons: rate, token, outage',
    labels: ['destination', 'reason'],
    series: ({ backlog: { circuits } }) =>
      circuits.map(({ circuit: destination, pause: { reason } }) => ({ labels: { destination, reason }, value: 1 })),
  },
  {
    name: 'bridge_interviews_parked',
    help: 'Interviews and applications whose processing fails through a fault of the bridge and is retried every 30 s: alarm when above 0',
    value: ({ backlog }) => backlog.parked,
  },
  {
    name: 'bridge_token_expires_seconds',
    help: 'Until the API token of an account expires, by WORKABLE_API_TOKEN_EXPIRES, in its last 30 days: alarm below 604800',
    value({ tokenExpiresAt = Number.POSITIVE_INFINITY, now }) {
      const leftMs = tokenExpiresAt - now;
      return leftMs < expirySaidMs ? leftMs / 1000 : undefined;
    },
  },
];

const ofAll: readonly TotalGauge<Seen>[] = [
  {
    name: 'bridge_interviews',
    help: 'Interviews stored',
    total: (all) => all.reduce((sum, { backlog }) => sum + backlog.interviews, 0),
  },
];

/** Gauges are read from Redis at each scrape; while it is unreachable they are absent. */
export function openMetrics({ registry, accounts, backlogs, schedule, oldestDue, scheduler, now }: Parts): void {
  openAccountGauges(registry, { ofAccounts, ofAll }, async () => {
    const read = await ofEach(accounts.all(), see);
    return read.flatMap((each) => each ?? []);
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

  /** An account whose indexes cannot be read hides no other. */
  async function see({ name, settings }: MeteredAccount): Promise<{ account: string; of: Seen } | undefined> {
    const at = now();
    const backlog = await backlogs.backlogOf(name, at).catch(() => undefined);
    return backlog && { account: name, of: { backlog, tokenExpiresAt: settings.stage?.api.tokenExpiresAt, now: at } };
  }

  async function oldestDueMs(): Promise<number> {
    const at = now();
    const times = await ofEach(accounts.all(), async ({ name: account }) => {
      const since = await Promise.all([oldestDue(account), schedule.parkedSince(account)]);
      return since.map((time) => time ?? at);
    });
    return at - Math.min(at, ...times.flat());
  }
}
