import { Counter, Histogram, type Registry } from 'prom-client';
import type { Emit, Note } from '../interviews/ports.ts';
import type { Logger } from '../log.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** Events with another level than `info`. An `error` line is an alarm: an operator has to act. */
const levels: { [E in Note['event']]?: Partial<Record<(Note & { event: E })['outcome'], Level>> } = {
  invitation: { refused: 'warn', 'key-rejected': 'error', 'not-reached': 'warn', unclear: 'warn' },
  webhook: { foreign: 'debug', 'unknown-address': 'debug', rejected: 'error', unauthorised: 'warn' },
  poll: { unanswered: 'warn' },
  details: { unanswered: 'warn' },
  delivery: {
    refused: 'warn',
    'token-rejected': 'warn',
    'rate-limited': 'warn',
    'try-again': 'warn',
    postponed: 'warn',
    failed: 'error',
    'gave-up': 'error',
    paused: 'debug',
  },
  application: { unclear: 'warn' },
  connection: { failed: 'warn', parked: 'error' },
  score: { 'above-maximum': 'error', 'below-minimum': 'error' },
  field: { ignored: 'warn' },
  templates: { 'key-rejected': 'error', refused: 'warn', unanswered: 'warn', cut: 'warn' },
  report: { unavailable: 'warn' },
  transcript: { unanswered: 'warn' },
  record: { full: 'error', unreadable: 'error' },
};

/** In seconds: from a result that goes out at once to one that is given up after four days. */
const latencyBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3_600, 21_600, 86_400, 345_600];

/** Logs every event and counts it. */
export function openEventLog(log: Logger, registry: Registry): Emit {
  const counter = new Counter({
    name: 'bridge_events_total',
    help: 'What the bridge did, by event and outcome',
    labelNames: ['event', 'outcome', 'account'] as const,
    registers: [registry],
  });
  const latency = new Histogram({
    name: 'bridge_result_to_acknowledged_seconds',
    help: 'From when a result was known to when Workable acknowledged it',
    buckets: [...latencyBuckets],
    registers: [registry],
  });
  return ({ event, outcome, account, isAlarm, ...ids }) => {
    counter.inc({ event, outcome, account: account ?? '' });
    if (ids.elapsedMs !== undefined) latency.observe(ids.elapsedMs / 1000);
    const level = (levels[event] as Partial<Record<string, Level>> | undefined)?.[outcome] ?? 'info';
    log[isAlarm ? 'error' : level]({ event, outcome, ...(account === undefined ? {} : { account }), ...ids });
  };
}
