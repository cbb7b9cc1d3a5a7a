import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from './world.ts';

type Attribute = { key: string; value: { stringValue?: string; intValue?: number | string } };

/** A span as OTLP has it in JSON. */
export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: Attribute[];
  events: { name: string; attributes: Attribute[] }[];
  status: { code?: number };
};

/** A collector of traces: a real server that takes OTLP over HTTP, in JSON. */
export type OtlpReceiver = {
  url: string;
  readonly spans: ReceivedSpan[];
  /** Everything that came, as it came. */
  readonly bodies: string[];
  readonly headers: IncomingHttpHeaders[];
  readonly resources: string[];
  /** What it answers; 200 at first. While it is 0, requests wait. */
  status: number;
  /** Waits for a span that fits. */
  waitFor(what: string, fits: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  close(): Promise<void>;
};

type Body = {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: ReceivedSpan[] }[] }[];
};

export async function openOtlpReceiver(): Promise<OtlpReceiver> {
  const [spans, bodies, headers, resources] = [[], [], [], []] as [
    ReceivedSpan[],
    string[],
    IncomingHttpHeaders[],
    string[],
  ];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    await until('it answers', () => receiver.status !== 0);
    if (receiver.status === 200) {
      if (request.url !== '/v1/traces') throw new Error(`Traces came to ${request.url}`);
      bodies.push(body);
      headers.push(request.headers);
      for (const { resource, scopeSpans } of (JSON.parse(body) as Body).resourceSpans) {
        resources.push(JSON.stringify(resource.attributes));
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
    }
    response.writeHead(receiver.status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    headers,
    resources,
    status: 200,
    waitFor: (what, fits) => until(what, () => spans.find(fits)),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

/** The value of an attribute, as text. */
export function attributeOf({ attributes }: Pick<ReceivedSpan, 'attributes'>, key: string): string | undefined {
  const value = attributes.find((each) => each.key === key)?.value;
  return value && String(value.stringValue ?? value.intValue);
}
