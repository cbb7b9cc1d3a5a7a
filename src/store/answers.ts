import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { limits } from '../limits.ts';
import type { Codec } from './codec.ts';
import type { Decryption } from './decryption.ts';
import type { IndexKey } from './index-key.ts';
import { accountOfKey, answerKey } from './keys.ts';
import { deleteIfEqual } from './scripts/delete-if-equal.ts';
import { keepAnswer } from './scripts/keep-answer.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

const Kept = z.object({
  /** Digest of the request. */
  request: z.string(),
  /** Of the process that works on it, until there is an answer. */
  token: z.string().optional(),
  answer: z
    .object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown().optional() })
    .optional(),
});

export type KeptAnswer = NonNullable<z.infer<typeof Kept>['answer']>;

/** A request with an idempotency key that this process works on. */
export type Begun = { readonly key: string; readonly request: string; readonly mark: Buffer };

/**
 * `running`: it is being worked on. `other`: the key belongs to another request. `done`: it was answered, with `answer`
 * if that is kept.
 */
export type Entered =
  | { outcome: 'begun'; begun: Begun }
  | { outcome: 'running' | 'other' }
  | { outcome: 'done'; answer?: KeptAnswer };

export type Answers = ReturnType<typeof createAnswers>;

type Parts = { redis: StoreRedis; codec: Codec; decryption: Decryption; index: Pick<IndexKey, 'digests'> };

/** What requests with an idempotency key were answered, for 24 h. Keys and requests are only kept as digests. */
export function createAnswers({ redis, codec, decryption, index }: Parts) {
  const releaseOne = deleteIfEqual.inBatches(redis);
  return available({
    /** `request`: everything that makes it the same request. */
    async enter(idempotencyKey: string, request: readonly string[]): Promise<Entered> {
      const { request: digestOf } = await index.digests();
      const key = answerKey(digestOf('key', idempotencyKey));
      const digest = digestOf('request', ...request);
      const mark = sealed(key, { request: digest, token: randomUUID() });
      for (;;) {
        if ((await redis.set(key, mark, 'PX', limits.answerPendingMs, 'NX')) === 'OK') {
          return { outcome: 'begun', begun: { key, request: digest, mark } };
        }
        const stored = await redis.getBuffer(key);
        // Its time has just run out.
        if (stored === null) continue;
        const { data } = Kept.safeParse(await decryption.json(stored, key));
        if (!data) throw unreadable('MISSHAPEN', 'A kept answer is damaged in Redis');
        if (data.request !== digest) return { outcome: 'other' };
        if (data.token !== undefined) return { outcome: 'running' };
        return { outcome: 'done', ...(data.answer ? { answer: data.answer } : {}) };
      }
    },

    /** Without an answer only that there was one. */
    async keep({ key, request, mark }: Begun, answer?: KeptAnswer): Promise<void> {
      const kept = sealed(key, { request, ...(answer ? { answer } : {}) });
      await keepAnswer.run(redis, { key }, { was: mark, is: kept, life_ms: limits.answerKeptMs });
    },

    /** It is still being worked on. */
    async renew({ key, mark }: Begun): Promise<void> {
      await keepAnswer.run(redis, { key }, { was: mark, is: mark, life_ms: limits.answerPendingMs });
    },

    /** It had no effect, or may be tried again. */
    async release({ key, mark }: Begun): Promise<void> {
      await releaseOne(accountOfKey(key), { keys: { key }, args: { value: mark } });
    },
  });

  function sealed(key: string, kept: z.infer<typeof Kept>): Buffer {
    return codec.encrypt(JSON.stringify(kept), key);
  }
}
