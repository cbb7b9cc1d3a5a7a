import { createHash } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  RandomIdGenerator,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { Config } from '../config.ts';
import { limits } from '../limits.ts';
import type { Call, ExportUnit, Unit } from './unit.ts';

type Settings = NonNullable<Config['tracing']>;
type Parts = {
  settings: Settings;
  /** `<name>/<version>` */
  userAgent: string;
  /** Called when spans could not be exported, with how many. */
  onLost: (spans: number) => void;
};

const exportMs = 10_000;
const flushMs = 3_000;
/** Spans are sent so long after they ended, many together. */
const delayMs = 1_000;

/** Sends units as spans to a collector, by OTLP over HTTP. Its failures never reach the bridge. */
export function openOtlp({ settings, userAgent, onLost }: Parts): { exportUnit: ExportUnit; close(): Promise<void> } {
  const { endpoint, headers, serviceName } = settings;
  const [, version = ''] = userAgent.split('/');
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers, timeoutMillis: exportMs });
  const ids = createIds();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    sampler: samplerOf(settings),
    idGenerator: ids,
    spanProcessors: [
      new BatchSpanProcessor(counting(exporter, onLost), {
        maxQueueSize: limits.spansWaiting,
        maxExportBatchSize: limits.spansOfUnit * 4,
        scheduledDelayMillis: delayMs,
        exportTimeoutMillis: exportMs,
      }),
    ],
  });
  const tracer = provider.getTracer('interview-bridge', version);
  return { exportUnit, close };

  function exportUnit(unit: Unit): void {
    const { about, isFirst, name, kind, startedAt, endedAt, attributes, hasFailed, calls, events } = unit;
    const root = about === undefined ? undefined : traceOf(about);
    if (root && isFirst) ids.next = root;
    const around = root && !isFirst ? trace.setSpanContext(ROOT_CONTEXT, { ...root, isRemote: true }) : ROOT_CONTEXT;
    const spanKind = kind === 'server' ? SpanKind.SERVER : SpanKind.CONSUMER;
    const span = tracer.startSpan(name, { kind: spanKind, startTime: startedAt, attributes }, around);
    const inside = trace.setSpan(around, span);
    for (const call of calls) exportCall(call, inside);
    for (const event of events) span.addEvent(event.name, event.attributes, event.at);
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endedAt);
  }

  function exportCall({ name, startedAt, endedAt, attributes, hasFailed }: Call, around: typeof ROOT_CONTEXT): void {
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime: startedAt, attributes }, around);
    const status = Number(attributes['http.response.status_code'] ?? 0);
    if (hasFailed || status >= 400 || 'error.type' in attributes) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endedAt);
  }

  /** A collector that is away keeps no process from its end. */
  async function close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, flushMs);
    });
    await Promise.race([provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  }
}

/**
 * The trace of a record, which every process works out alike: the digest of its id. Nothing of it needs to be stored or
 * handed on, and who knows the id finds the trace.
 */
function traceOf(id: string): { traceId: string; spanId: string; traceFlags: number } {
  const digest = createHash('sha256').update(id).digest('hex');
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48), traceFlags: TraceFlags.SAMPLED };
}

/** Random ids, but for the span that a trace begins with. */
function createIds() {
  const random = new RandomIdGenerator();
  let next: { traceId: string; spanId: string } | undefined;
  return {
    set next(ids: { traceId: string; spanId: string }) {
      next = ids;
    },
    generateSpanId(): string {
      return next?.spanId ?? random.generateSpanId();
    },
    /** It comes after the id of the span. */
    generateTraceId(): string {
      const traceId = next?.traceId ?? random.generateTraceId();
      next = undefined;
      return traceId;
    },
  };
}

/** All spans of a trace have the same digest, and so the same fate: `parentbased` says nothing more. */
function samplerOf({ sampler, samplerArg }: Settings) {
  if (sampler.endsWith('always_off')) return new AlwaysOffSampler();
  return sampler.endsWith('traceidratio') ? new TraceIdRatioBasedSampler(samplerArg) : new AlwaysOnSampler();
}

function counting(exporter: OTLPTraceExporter, onLost: (spans: number) => void): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        // 0 is success.
        if (result.code !== 0) onLost(spans.length);
        done({ code: 0 });
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}
