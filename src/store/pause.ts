import type { Pause } from '../interviews/ports.ts';
import { accountKey } from './keys.ts';
import { type PauseReply, pauseFields, type StoreRedis } from './scripts.ts';

/** Why and until when the account's deliveries wait together. */
export async function readPause(redis: StoreRedis, account: string): Promise<Pause | undefined> {
  const reply = await redis.hmget(accountKey(account, 'pause'), ...pauseFields);
  return pauseFrom(reply as PauseReply);
}

export function pauseFrom([until, reason, waits, since, isProbed]: PauseReply<string | Buffer>): Pause | undefined {
  if (until === null) return undefined;
  const pause = { until: Number(until), reason: String(reason) as Pause['reason'], waits: Number(waits) };
  return {
    ...pause,
    ...(since === null ? {} : { since: Number(since) }),
    // Earlier versions wrote nothing of it, and meant the same.
    ...(isProbed !== null || pause.reason === 'token' ? { isProbed: true } : {}),
  };
}
