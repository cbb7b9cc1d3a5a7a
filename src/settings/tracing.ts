import { parseUrl } from '../interviews/parse-url.ts';
import type { SettingRows } from './row.ts';
import { anyText, oneOf, reads } from './values.ts';

/** Where spans go: a collector is often in the same network, and without TLS. */
const collectorUrl = reads('a URL such as http://collector:4318', (text) => {
  const url = parseUrl(text);
  const isOne =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search + url.hash === '';
  return isOne ? (url.origin + url.pathname).replace(/\/+$/, '') : undefined;
});

const headers = reads('name=value, comma-separated, with %20 and the like for other characters', (text) => {
  const pairs = text.split(',').map((pair) => /^\s*([\w-]+)=([\x21-\x7e]*)\s*$/.exec(pair));
  const read = pairs.map((pair) => pair && ([pair[1] ?? '', decoded(pair[2] ?? '')] as const));
  if (read.some((pair) => pair?.[1] === undefined)) return undefined;
  return Object.fromEntries(read.flatMap((pair) => (pair ? [pair] : []))) as Record<string, string>;
});

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const share = reads('a number from 0 to 1', (text) =>
  /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(text) ? Number(text) : undefined,
);

/** Names and meanings are those of OpenTelemetry. */
export const tracingRows = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    value: collectorUrl,
    optional: true,
    meaning: 'The collector that traces are sent to, by OTLP over HTTP; /v1/traces is added. Unset: there are none.',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    value: headers,
    optional: true,
    secret: true,
    meaning: 'Headers for the collector, such as authorization=Bearer%20abc; comma-separated.',
  },
  OTEL_SERVICE_NAME: {
    value: anyText,
    default: 'interview-bridge',
    meaning: 'The name of the bridge in traces.',
  },
  OTEL_TRACES_SAMPLER: {
    value: oneOf(
      ...(['always_on', 'always_off', 'traceidratio'] as const),
      ...(['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const),
    ),
    default: 'parentbased_always_on',
    meaning: 'Which interviews are traced: always_on, always_off or traceidratio, each with or without parentbased_.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    value: share,
    default: '1',
    meaning: 'For traceidratio: the share of interviews that are traced, from 0 to 1.',
  },
} satisfies SettingRows;
