import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';

export type Refusal = { headers: OutgoingHttpHeaders; body: string };

type Parts = {
  /** What all requests in progress may weigh together, in bytes. */
  capacity: number;
  /** Let in, whatever else there is to do. */
  isAlwaysServed: (path: string) => boolean;
  /** The answer to those who are not let in. */
  refusalAt: (path: string) => Refusal;
};

/** A request in progress costs about so much without its body. */
const leastWeight = 64 * 1024;
/** No body is read beyond this. */
const mostWeight = 1024 * 1024;
const retryAfterSeconds = 5;

/**
 * Who comes when there is too much to do is told so at once: 503, before anything is spent on the request. A request
 * is in progress until its handler is done, so readers who are slow with their answer keep nobody out.
 */
export function createAdmission({ capacity, isAlwaysServed, refusalAt }: Parts) {
  let inProgress = 0;
  let refused = 0;

  return {
    /** How many were turned away since the start. */
    refused: () => refused,
    admit(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener {
      return function admitRequest(request, response) {
        const path = request.url?.split('?', 1)[0] ?? '';
        const weight = isAlwaysServed(path) ? 0 : weightOf(request);
        if (weight > 0 && inProgress + weight > capacity) {
          refused += 1;
          refuse(response, refusalAt(path));
          return;
        }
        inProgress += weight;
        void handle(request, response).finally(() => {
          inProgress -= weight;
        });
      };
    },
  };
}

/** By what was announced; a body of unknown length may be as large as any. */
function weightOf({ headers }: IncomingMessage): number {
  const isUnknown = headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined;
  const length = isUnknown ? mostWeight : Number(headers['content-length'] ?? 0);
  return Math.min(Math.max(length, leastWeight), mostWeight);
}

function refuse(response: ServerResponse, { headers, body }: Refusal): void {
  const length = Buffer.byteLength(body);
  response.writeHead(503, { ...headers, 'Content-Length': length, 'Retry-After': retryAfterSeconds }).end(body);
}
