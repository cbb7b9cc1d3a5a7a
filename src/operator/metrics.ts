import { Gauge, type Registry } from 'prom-client';
import type { Sweep } from '../delivery/sweep.ts';
import type { Agenda } from '../store/agenda.ts';

type Parts = {
  registry: Registry;
  accounts: readonly string[];
  agenda: Pick<Agenda, 'counts' | 'due'>;
  sweep: Pick<Sweep, 'lagMs'> | undefined;
  now: () => number;
};

/** Gauges are read from Redis when they are asked for; while it is away they are absent. */
export function openMetrics({ registry, accounts, agenda, sweep, now }: Parts): void {
  const registers = [registry];
  const labelNames = ['account'] as const;
  const interviews = new Gauge({ name: 'bridge_interviews', help: 'Interviews stored', labelNames, registers });
  const failed = new Gauge({
    name: 'bridge_deliveries_failed',
    help: 'Deliveries whose tries have ended: alarm when above 0',
    labelNames,
    registers,
  });
  const rejected = new Gauge({
    name: 'bridge_webhooks_rejected',
    help: 'Webhook bodies that were not understood and are kept for an operator',
    labelNames,
    registers,
  });
  const paused = new Gauge({
    name: 'bridge_account_paused',
    help: '1 while all deliveries of an account wait together (rate limit, or its callback token is refused)',
    labelNames,
    registers,
  });
  new Gauge({
    name: 'bridge_oldest_due_seconds',
    help: 'Age of the oldest due work: alarm above 60',
    registers,
    async collect() {
      const found = await Promise.all(accounts.map((account) => agenda.due(account, now(), 1))).catch(() => undefined);
      this.reset();
      if (!found) return;
      this.set(found.flat().reduce((oldest, { dueAt }) => Math.max(oldest, (now() - dueAt) / 1000), 0));
      await count();
    },
  });
  if (sweep) {
    new Gauge({
      name: 'bridge_worker_lag_seconds',
      help: 'Age of the oldest due work as this worker last saw it',
      registers,
      collect() {
        this.set((sweep.lagMs() ?? Number.NaN) / 1000);
      },
    });
  }

  async function count(): Promise<void> {
    for (const account of accounts) {
      const counts = await agenda.counts(account, now()).catch(() => undefined);
      if (!counts) continue;
      interviews.set({ account }, counts.interviews);
      failed.set({ account }, counts.failed);
      rejected.set({ account }, counts.rejectedWebhooks);
      paused.set({ account }, counts.isPaused ? 1 : 0);
    }
  }
}
