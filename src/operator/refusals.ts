import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../log.ts';

type Parts = { log: Logger; registry: Registry; now: () => number };

export type Refusals = {
  /** Counts a request that failed, by the kind of its failure. */
  count(reason: string): void;
  /** The same for what was turned away before anything looked at it, and says so in the log, though not each time. */
  turnedAway(reason: string): void;
};

const quietMs = 10_000;

/** Nothing is refused without a trace, and nobody fills the log by being refused. */
export function openRefusals({ log, registry, now }: Parts): Refusals {
  const failed = new Counter({
    name: 'bridge_requests_failed_total',
    help: 'Requests that were not served, by the kind of failure or the reason',
    labelNames: ['reason'] as const,
    registers: [registry],
  });
  const refused = new Counter({
    name: 'bridge_requests_refused_total',
    help: 'Requests answered 503 at once, since too many were in progress',
    registers: [registry],
  });
  /** By reason: when the log last said so, and how many there have been since. */
  const said = new Map<string, { at: number; since: number }>();

  return { count, turnedAway };

  function count(reason: string): void {
    failed.inc({ reason });
  }

  function turnedAway(reason: string): void {
    count(reason);
    if (reason === 'overload') refused.inc();
    const last = said.get(reason) ?? { at: Number.NEGATIVE_INFINITY, since: 0 };
    last.since += 1;
    said.set(reason, last);
    if (now() - last.at < quietMs) return;
    log.warn({ event: 'refused', outcome: reason, count: last.since });
    said.set(reason, { at: now(), since: 0 });
  }
}
