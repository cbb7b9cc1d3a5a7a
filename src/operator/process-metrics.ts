import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';
import type { Health } from './health.ts';

type Parts = { registry: Registry; health: () => Promise<Health> };

const resolutionMs = 20;

/** How this process is: what `/readyz` says, and whether it has time for what it has to do. */
export function openProcessMetrics({ registry, health }: Parts): { close(): void } {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  new Gauge({
    name: 'bridge_ready',
    help: '1 while /readyz answers 200: alarm when 0',
    registers: [registry],
    async collect() {
      this.set((await health()).isReady ? 1 : 0);
    },
  });
  new Gauge({
    name: 'bridge_redis_usable',
    help: '1 while Redis answers, accepts writes and may be trusted to keep them: alarm when 0',
    registers: [registry],
    async collect() {
      this.set((await health()).isRedisUsable ? 1 : 0);
    },
  });
  new Gauge({
    name: 'bridge_event_loop_delay_seconds',
    help: 'By how much timers of this process came late since the last scrape, 99th percentile: alarm above 1',
    registers: [registry],
    collect() {
      const lateNs = delay.count > 0 ? Math.max(0, delay.percentile(99) - resolutionMs * 1e6) : 0;
      this.set(lateNs / 1e9);
      delay.reset();
    },
  });
  return { close: () => delay.disable() };
}
