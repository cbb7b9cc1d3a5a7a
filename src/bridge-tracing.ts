import type { Config } from './config.ts';
import type { Logger } from './log.ts';
import { createRecorder } from './tracing/recorder.ts';
import { createTracing, noTracing, type Tracing } from './tracing/tracing.ts';

type Parts = {
  log: Logger;
  now: () => number;
  /** Milliseconds on a clock that is never set. */
  monotonic: () => number;
  /** `<name>/<version>` */
  userAgent: string;
};

const logEveryMs = 60_000;

/** Traces what the bridge does, where there is a collector; OpenTelemetry is not even loaded where there is none. */
export async function openTracing({ tracing: settings }: Pick<Config, 'tracing'>, parts: Parts): Promise<OpenTracing> {
  if (!settings) return { ...noTracing, close: async () => undefined };
  const { openOtlp } = await import('./tracing/otlp.ts');
  const { userAgent, now } = parts;
  const otlp = openOtlp({ settings, userAgent, onLost: logLost(parts) });
  return { ...createTracing(createRecorder({ exportUnit: otlp.exportUnit, now })), close: otlp.close };
}

/** `close` sends what still waits, for a few seconds at most. */
type OpenTracing = Tracing & { close(): Promise<void> };

/** A collector that is away for long must not fill the log. */
function logLost({ log, monotonic }: Parts) {
  let lost = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (spans: number): void => {
    lost += spans;
    if (monotonic() - loggedAt < logEveryMs) return;
    log.warn({ event: 'traces', outcome: 'not-exported', count: lost });
    loggedAt = monotonic();
    lost = 0;
  };
}
