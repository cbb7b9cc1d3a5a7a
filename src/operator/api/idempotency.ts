import { asFailure, Failure } from '../../errors.ts';
import { errorBody } from '../../http/errors.ts';
import { limits } from '../../limits.ts';
import type { Answers, Begun, KeptAnswer } from '../../store/answers.ts';
import type { Endpoint, Reply } from './endpoint.ts';

type Asked = {
  endpoint: Pick<Endpoint, 'isRead' | 'secrets'>;
  /** The header; undefined where there is none. */
  key: string | undefined;
  /** Everything that makes it the same request. */
  request: readonly string[];
};

/** Does the work of a request once for each `Idempotency-Key`; the next ones get the answer of the first. */
export function idempotently({ enter, keep, release, renew }: Answers) {
  return async function once({ endpoint, key, request }: Asked, work: () => Promise<Reply>): Promise<Reply> {
    if (key === undefined) return work();
    refuseBadKey(key);
    const entered = await enter(key, request);
    switch (entered.outcome) {
      case 'begun':
        return begin(entered.begun, endpoint, work);
      case 'running':
        throw new Failure('conflict', 'A request with this Idempotency-Key is being worked on: try again', {
          retryAfterMs: 1000,
        });
      case 'other':
        throw new Failure('key-reused', 'Invalid header: Idempotency-Key was used with another request');
      case 'done':
        if (entered.answer) return entered.answer;
        if (endpoint.isRead) return work();
        throw new Failure('conflict', 'A request with this Idempotency-Key was done; its answer was too long to keep');
    }
  };

  async function begin(begun: Begun, endpoint: Asked['endpoint'], work: () => Promise<Reply>): Promise<Reply> {
    const renewing = setInterval(() => void renew(begun).catch(() => undefined), limits.answerPendingMs / 3);
    try {
      const reply = await work();
      // What is done is done: the caller hears of it, even where that cannot be kept.
      await keep(begun, keptOf(reply, endpoint)).catch(() => undefined);
      return reply;
    } catch (error) {
      const failure = asFailure(error);
      // It may be tried again, or will be answered the same anyway.
      if (failure.tryAgain || failure.status >= 500) await release(begun).catch(() => undefined);
      else await keep(begun, { status: failure.status, headers: {}, body: errorBody(failure) }).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(renewing);
    }
  }
}

function refuseBadKey(key: string): void {
  if (/^[\x20-\x7e]+$/.test(key) && key.length <= limits.idempotencyKeyCharacters) return;
  const most = limits.idempotencyKeyCharacters;
  throw new Failure('invalid-field', `Invalid header: Idempotency-Key should be 1 to ${most} printable characters`);
}

/** Without the fields that are shown once; undefined where it is not to be kept, or too long. */
function keptOf({ status, headers = {}, body }: Reply, { isRead, secrets = [] }: Asked['endpoint']) {
  if (isRead) return undefined;
  const shown = Object.entries((body ?? {}) as object).filter(([name]) => !secrets.includes(name));
  const kept: KeptAnswer = { status, headers, ...(body === undefined ? {} : { body: Object.fromEntries(shown) }) };
  return Buffer.byteLength(JSON.stringify(kept)) <= limits.apiAnswerKeptBytes ? kept : undefined;
}
