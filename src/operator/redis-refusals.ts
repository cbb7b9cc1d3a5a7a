import { Counter, type Registry } from 'prom-client';

/** Counts what Redis refused to do, by the code of its reply; `UNCONFIRMED` where too few replicas had a write. */
export function countRedisRefusals(registry: Registry): (code: string) => void {
  const refusals = new Counter({
    name: 'bridge_redis_refusals_total',
    help: 'What Redis refused to do, by the code of its reply: alarm when rising',
    labelNames: ['code'] as const,
    registers: [registry],
  });
  return (code) => refusals.inc({ code });
}
