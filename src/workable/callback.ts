import { type HttpClient, RequestError } from '../http/request.ts';
import type { Send, SendResult } from '../interviews/ports.ts';
import type { Answer } from '../interviews/record.ts';
import { limits } from '../limits.ts';

type Parts = {
  http: HttpClient;
  token: string;
  /** `<name>/<version>` */
  userAgent: string;
  now: () => number;
};

const timeoutMs = 15_000;
const mostRead = 64 * 1024;
const mostKept = 2 * 1024;

/** Of an interview whose callback URL was allowed once. */
export const barredHost: Answer = { error: 'callback host not in WORKABLE_CALLBACK_HOSTS' };

/** One PUT to Workable. Never throws: whatever happens is an answer. Redirects are not followed. */
export function createCallback({ http, token, userAgent, now }: Parts): Send {
  return async function putCallback(callbackUrl, body) {
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
        timeoutMs,
        maxBytes: mostRead,
        whenTooLarge: 'truncate',
      });
      const { status, headers } = answered;
      const text = beginning(answered.body.toString('utf8').replaceAll(token, '[token]'));
      return outcomeOf(status, headers, { status, ...(text ? { text } : {}) }, now());
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return { outcome: 'try-again', answer: { error: error.reason } };
    }
  };
}

/** Of so many bytes, without the character that the cut goes through. */
function beginning(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostKept) return text;
  return bytes
    .subarray(0, mostKept)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What each answer means. Nobody documents what Workable answers to a callback, so every status has a row. */
function outcomeOf(status: number, headers: Headers, answer: Answer, now: number): SendResult {
  const retryAt = retryAtOf(headers, now);
  if (status >= 200 && status < 300) return { outcome: 'acknowledged', answer };
  if (status === 409) return { outcome: 'refused', answer };
  if (status === 401 || status === 403) return { outcome: 'token-rejected', answer };
  if (status === 429) {
    return { outcome: 'rate-limited', answer, ...waitUntil(retryAt ?? resetAtOf(headers), now) };
  }
  if (status === 503 && retryAt !== undefined) return { outcome: 'rate-limited', answer, ...waitUntil(retryAt, now) };
  if (status === 408 || status === 425 || status >= 500 || status < 400) return { outcome: 'try-again', answer };
  return { outcome: 'failed', answer };
}

/** `Retry-After`, in seconds or as a date; epoch ms. */
function retryAtOf(headers: Headers, now: number): number | undefined {
  const text = single(headers['retry-after'])?.trim();
  if (!text) return undefined;
  if (/^\d{1,300}$/.test(text)) return now + Number(text) * 1000;
  // Date.parse alone finds a date in nearly anything with a digit.
  const at = /^[a-z]{3,9}, .* gmt$/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** `X-Rate-Limit-Reset`: epoch seconds, as recorded from Workable's API; epoch ms. */
function resetAtOf(headers: Headers): number | undefined {
  const text = single(headers['x-rate-limit-reset'])?.trim();
  return text && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : undefined;
}

/**
 * Exactly what was asked for; "at once" and the past become the shortest wait that the header can say, and what is longer
 * than we keep is cut: nobody may silence an account for ever by a number.
 */
function waitUntil(at: number | undefined, now: number): { retryAt?: number; isCapped?: true } {
  if (at === undefined) return {};
  const latest = now + limits.retryAfterMs;
  return at > latest ? { retryAt: latest, isCapped: true } : { retryAt: Math.max(at, now + 1000) };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
