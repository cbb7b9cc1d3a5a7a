import type { HttpAnswer } from '../../http/request.ts';
import { readRetryAfter } from '../../http/retry-after.ts';
import { limits } from '../../limits.ts';

/** How many requests a window has, how many are left in it for all, and the wait that is asked for, 0 for none. */
export type RateHeaders = { limit?: number; remaining?: number; waitMs: number };

/** `X-Rate-Limit-Reset` is not read: it is the second of the answer and ten, whatever is left. `now`: the server's. */
export function readRateHeaders(headers: HttpAnswer['headers'], now: number): RateHeaders {
  const limit = countIn(headers['x-rate-limit-limit'], 2);
  const remaining = countIn(headers['x-rate-limit-remaining'], 0);
  const wait = readRetryAfter(headers['retry-after'], { leastMs: 0, now });
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    waitMs: wait === undefined ? 0 : wait.at - now,
  };
}

function countIn(header: string | string[] | undefined, least: number): number | undefined {
  const text = typeof header === 'string' ? header.trim() : '';
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return count >= least && count <= limits.spiRateLimit ? count : undefined;
}
