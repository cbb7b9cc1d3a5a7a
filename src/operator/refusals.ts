import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../log.ts';

type Parts = { log: Logger; registry: Registry; now: () => number };

export type Refusals = {
  /** Counts a request that failed, by the kind of its failure. */
  count(reason: string): void;
  /** Counts a request that was refused before it was read, and logs it at most every 10 s for each reason. */
  turnedAway(reason: string): void;
};

const logEveryMs = 10_000;

/** Counts every refused request, and limits how often they are logged: a flood of them must not fill the log. */
export function openRefusals({ log, registry, now }: Parts): Refusals {
  const failed = new Counter({
    name: 'bridge_requests_failed_total',
    help: 'Requests that were not served, by the kind of failure or the reason',
    labelNames: ['reason'] as const,
    registers: [registry],
  });
  const refused = new Counter({
    name: 'bridge_requests_refused_total',
    help: 'Requests answered 503 at once by load shedding',
    registers: [registry],
  });
  /** By reason: when it was last logged, and how many there have been since. */
  const logged = new Map<string, { at: number; since: number }>();

  return { count, turnedAway };

  function count(reason: string): void {
    failed.inc({ reason });
  }

  function turnedAway(reason: string): void {
    count(reason);
    if (reason === 'overload') refused.inc();
    const last = logged.get(reason) ?? { at: Number.NEGATIVE_INFINITY, since: 0 };
    last.since += 1;
    logged.set(reason, last);
    if (now() - last.at < logEveryMs) return;
    log.warn({ event: 'refused', outcome: reason, count: last.since });
    logged.set(reason, { at: now(), since: 0 });
  }
}
