import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';

export type Refusal = { headers: OutgoingHttpHeaders; body: string };

type Parts = {
  /** What all requests in progress may weigh together, in bytes. */
  capacity: number;
  /** What a request weighs without its body; nothing when it is let in, whatever else there is to do. */
  weightAt: (path: string) => number;
  /** The answer to those who are not let in. */
  refusalAt: (path: string) => Refusal;
};

/** No body is read beyond this. */
const mostBytes = 1024 * 1024;
const retryAfterSeconds = 5;

/**
 * Who comes when there is too much to do is told so at once: 503, before anything is spent on the request. A request
 * is in progress until its handler is done, so readers who are slow with their answer keep nobody out.
 */
export function createAdmission({ capacity, weightAt, refusalAt }: Parts) {
  let inProgress = 0;
  let refused = 0;

  return {
    /** How many were turned away since the start. */
    refused: () => refused,
    admit(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener {
      return function admitRequest(request, response) {
        const path = request.url?.split('?', 1)[0] ?? '';
        const least = weightAt(path);
        const weight = least === 0 ? 0 : Math.max(least, bytesOf(request));
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

/** As announced; a body of unknown length may be as large as any. */
function bytesOf({ headers }: IncomingMessage): number {
  const isUnknown = headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined;
  return isUnknown ? mostBytes : Math.min(Number(headers['content-length'] ?? 0), mostBytes);
}

function refuse(response: ServerResponse, { headers, body }: Refusal): void {
  const length = Buffer.byteLength(body);
  response.writeHead(503, { ...headers, 'Content-Length': length, 'Retry-After': retryAfterSeconds }).end(body);
}
