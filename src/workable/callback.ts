import { type HttpClient, RequestError } from '../http/request.ts';
import { type RetryAfter, readRetryAfter, withinBounds } from '../http/retry-after.ts';
import { type Concluded, isConcluded, type Known } from '../interviews/plan.ts';
import { resultKnownAt } from '../interviews/result-known.ts';
import { limits } from '../limits.ts';
import type { Answer, Destination, Document, WriteResult } from '../outbox/destination.ts';

type Parts = {
  http: HttpClient;
  /** Undefined: Workable has given none yet, so results wait. */
  token: string | undefined;
  /** `<name>/<version>` */
  userAgent: string;
  now: () => number;
  render: (subject: Concluded) => Document;
  isAllowed: (callbackUrl: string) => boolean;
};

/** "At once" is no answer to being called too often. */
const leastWaitMs = 1000;

const noToken: Answer = { error: 'WORKABLE_CALLBACK_TOKEN is not set' };
/** Settings can have changed since the interview was created. */
const barredHost: Answer = { error: 'callback host not in WORKABLE_CALLBACK_HOSTS' };

/**
 * Workable's callback URL of an interview, which takes one document by `PUT`: the result. Redirects are not followed.
 */
export function createCallback(parts: Parts): Destination<Known> {
  const { isAllowed, render } = parts;
  return {
    id: 'callback',
    circuit: 'callback',
    documents: (subject) =>
      subject.record.origin.door === 'provider' && isConcluded(subject) ? [render(subject)] : [],
    resultKnownAt: ({ record }, _document, state) => resultKnownAt(record, state),
    barrier: ({ record }) => (isAllowed(record.origin.key) ? undefined : barredHost),
    write: ({ record }, { body }, { signal }) => put(parts, record.origin.key, body, signal),
  };
}

/** Never throws: whatever happens is an answer. */
async function put(
  { http, token, userAgent, now }: Parts,
  callbackUrl: string,
  body: string,
  signal: AbortSignal,
): Promise<WriteResult> {
  if (token === undefined) return { outcome: 'token-rejected', answer: noToken, isCertain: true };
  try {
    const answered = await http.request({
      method: 'PUT',
      url: callbackUrl,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': userAgent,
      },
      body,
      signal,
      maxBytes: limits.callbackAnswerBytes,
      whenTooLarge: 'truncate',
    });
    const { status, headers } = answered;
    const text = beginning(answered.body.toString('utf8').replaceAll(token, '[token]'));
    return outcomeOf(status, headers, { status, ...(text ? { text } : {}) }, now());
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { reason, code, wasSent } = error;
    const answer = { error: code === undefined ? reason : `${reason} (${code})` };
    return { outcome: 'try-again', answer, ...(wasSent ? {} : { isUnsent: true }) };
  }
}

/** Of so many bytes, without the character that the cut goes through. */
function beginning(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limits.keptAnswerBytes) return text;
  return bytes
    .subarray(0, limits.keptAnswerBytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What each answer means. What Workable answers to a callback is not documented, so every status has a row. */
function outcomeOf(status: number, headers: Headers, answer: Answer, now: number): WriteResult {
  const bounds = { leastMs: leastWaitMs, now };
  const wait = readRetryAfter(single(headers['retry-after']), bounds);
  if (status >= 200 && status < 300) {
    const reset = single(headers['x-rate-limit-remaining'])?.trim() === '0' ? resetOf(headers, bounds) : undefined;
    return { outcome: 'acknowledged', answer, ...(reset ? { restUntil: reset.at } : {}) };
  }
  if (status === 409) return { outcome: 'refused', answer };
  if (status === 401 || status === 403) return { outcome: 'token-rejected', answer };
  if (status === 429) return rateLimited(answer, wait ?? resetOf(headers, bounds));
  if (status === 503 && wait) return rateLimited(answer, wait);
  if (status === 408 || status === 425 || status >= 500 || status < 400) return { outcome: 'try-again', answer };
  return { outcome: 'failed', answer };
}

function rateLimited(answer: Answer, wait: RetryAfter | undefined): WriteResult {
  if (!wait) return { outcome: 'rate-limited', answer };
  return { outcome: 'rate-limited', answer, retryAt: wait.at, ...(wait.isCapped ? { isCapped: true } : {}) };
}

/** `X-Rate-Limit-Reset`, of when `X-Rate-Limit-Remaining` is full again: epoch seconds, as recorded from Workable's API. */
function resetOf(headers: Headers, bounds: { leastMs: number; now: number }): RetryAfter | undefined {
  const text = single(headers['x-rate-limit-reset'])?.trim();
  return text && /^\d{1,12}$/.test(text) ? withinBounds(Number(text) * 1000, bounds) : undefined;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
