import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { createBudget } from './budget.ts';

export type Refusal = { headers: OutgoingHttpHeaders; body: string };

type Parts = {
  /** Whoever watches the bridge is always answered. */
  isExempt: (path: string) => boolean;
  /** The answer to those who are not let in. */
  refusalAt: (path: string) => Refusal;
  /** Hears of every request that is turned away. */
  onRefused: () => void;
};

/** Takes a part of the budgets for an account's request, until its handler is done. Both throw Failure `busy`. */
export type Load = {
  /** Its place among the requests in progress, once it is known whose it is. */
  enter(request: IncomingMessage, account: string): void;
  /** So many bytes of its body, as they come: who announces much and sends nothing takes nothing. */
  charge(request: IncomingMessage, account: string, bytes: number): void;
};

export const overload = new Failure('busy', 'Too many requests at once');
const retryAfterSeconds = 5;

/**
 * Who comes when there is too much to do is told so at once: 503. No account gets more than its share, and what a request
 * has taken it gives back when its handler is done: readers who are slow with their answer keep nobody out.
 */
export function createLoadShedding({ isExempt, refusalAt, onRefused }: Parts) {
  const requests = createBudget(limits.requests);
  const ofAccounts = createBudget(limits.requests);
  const bodies = createBudget(limits.bodiesBytes);
  const releases = new WeakMap<IncomingMessage, (() => void)[]>();

  const load: Load = {
    enter: (request, account) => hold(request, ofAccounts.take(1, [account, limits.requestsOfAccount])),
    charge: (request, account, bytes) => hold(request, bodies.take(bytes, [account, limits.bodiesOfAccountBytes])),
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

  function hold(request: IncomingMessage, release: (() => void) | undefined): void {
    if (!release) {
      onRefused();
      throw overload;
    }
    releases.get(request)?.push(release);
  }
}

function refuse(response: ServerResponse, { headers, body }: Refusal): void {
  const length = Buffer.byteLength(body);
  response.writeHead(503, { ...headers, 'Content-Length': length, 'Retry-After': retryAfterSeconds }).end(body);
}
