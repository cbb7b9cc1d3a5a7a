import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { createBudget } from './budget.ts';
import { dataHeaders } from './headers.ts';

/** `headers`: those that it has beside the headers of every answer, or in their place. */
export type Refusal = { headers: OutgoingHttpHeaders; body: string | Buffer };

type Parts = {
  /** Health checks and metrics are always answered. */
  isExempt: (path: string) => boolean;
  /** The 503 for a path. */
  refusalAt: (path: string) => Refusal;
  /** Called for every refused request. */
  onRefused: () => void;
};

/** Charges a request to the budgets of its account, until its handler is done. Both throw Failure `busy`. */
export type Load = {
  /** Counts the request among those in progress, once its account is known. */
  enter(request: IncomingMessage, account: string): void;
  /** Charges bytes of the body as they arrive: a large Content-Length alone costs nothing. */
  charge(request: IncomingMessage, account: string, bytes: number): void;
};

export const overload = new Failure('busy', 'Too many requests at once');
const retryAfterSeconds = 5;

/**
 * Answers 503 at once to requests beyond capacity. No account gets more than its share. A request releases its share
 * when its handler is done: slow readers of answers block no other request.
 */
export function createLoadShedding({ isExempt, refusalAt, onRefused }: Parts) {
  const requests = createBudget(limits.requests);
  const ofAccounts = createBudget(limits.requests);
  const bodies = createBudget(limits.bodiesBytes);
  const releases = new WeakMap<IncomingMessage, (() => void)[]>();

  const load: Load = {
    enter: (request, account) => keep(request, ofAccounts.take(1, [account, limits.requestsOfAccount])),
    charge: (request, account, bytes) => keep(request, bodies.take(bytes, [account, limits.bodiesOfAccountBytes])),
  };

  return {
    load,
    admit(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener {
      return function admitRequest(request, response) {
        const path = request.url?.split('?', 1)[0] ?? '';
        const release = isExempt(path) ? () => undefined : requests.take(1);
        if (!release) {
          onRefused();
          refuse(response, refusalAt(path));
          return;
        }
        releases.set(request, [release]);
        void handle(request, response).finally(() => {
          for (const each of releases.get(request) ?? []) each();
        });
      };
    },
  };

  function keep(request: IncomingMessage, release: (() => void) | undefined): void {
    if (!release) {
      onRefused();
      throw overload;
    }
    releases.get(request)?.push(release);
  }
}

function refuse(response: ServerResponse, { headers, body }: Refusal): void {
  const length = Buffer.byteLength(body);
  const about = { 'Content-Length': length, 'Retry-After': retryAfterSeconds };
  response.writeHead(503, { ...dataHeaders, ...headers, ...about }).end(body);
}
