import { Redis } from 'ioredis';
import type Koa from 'koa';
import { bearerOf, recogniseSecrets } from '../../../src/http/secrets.ts';
import { createLog } from '../../../src/log.ts';
import { createCodec } from '../../../src/store/codec.ts';

/** The data of an interview in a bare program. */
export type Kept = { id: string } & Record<string, unknown>;

/**
 * Makes a bare program keep records: it checks the token, reads and writes encrypted records, and has a log, each as
 * the bridge does it. One thing after the other, without versions: the last write wins.
 */
export function openKeeper({ REDIS_URL = '', SECRET = '', DATA_KEY = '' }: NodeJS.ProcessEnv) {
  const redis = new Redis(REDIS_URL);
  const codec = createCodec([DATA_KEY]);
  const log = createLog('info');
  const isKnown = recogniseSecrets([[SECRET, true]]);
  return {
    redis,
    codec,

    recognise(ctx: Koa.Context): void {
      if (!isKnown(bearerOf(ctx.headers.authorization) ?? '')) ctx.throw(401);
    },

    async read(id: string): Promise<Kept> {
      const stored = await redis.getBuffer(keyOf(id));
      return stored ? (JSON.parse(codec.decrypt(stored, keyOf(id))) as Kept) : { id };
    },

    async write(record: Kept): Promise<void> {
      await redis.set(keyOf(record.id), codec.encrypt(JSON.stringify(record), keyOf(record.id)));
    },

    emit(event: string, outcome: string, interviewId: string): void {
      log.info({ event, outcome, account: 'default', interviewId });
    },
  };
}

function keyOf(id: string): string {
  return `kept:${id}`;
}
