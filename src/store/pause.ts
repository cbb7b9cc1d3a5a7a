import type { Pause } from '../interviews/ports.ts';
import { accountKey } from './keys.ts';
import type { PauseReply, StoreRedis } from './scripts.ts';

/** Why and until when the account's deliveries wait together. */
export async function readPause(redis: StoreRedis, account: string): Promise<Pause | undefined> {
  const reply = await redis.hmget(accountKey(account, 'pause'), 'until', 'reason', 'waits');
  return pauseFrom(reply as PauseReply);
}

export function pauseFrom([until, reason, waits]: PauseReply<string | Buffer>): Pause | undefined {
  if (until === null) return undefined;
  return { until: Number(until), reason: String(reason) as Pause['reason'], waits: Number(waits) };
}
