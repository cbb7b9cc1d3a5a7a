import type { CircuitState, Pause } from '../interviews/ports.ts';
import { accountKey } from './keys.ts';
import { type PauseReply, pauseFields } from './scripts/read-pause.ts';
import type { StoreRedis } from './scripts/script.ts';

const reasons: readonly Pause['reason'][] = ['rate', 'token', 'outage'];

/** Why and until when the account's deliveries wait together. */
export async function readPause(redis: StoreRedis, account: string): Promise<Pause | undefined> {
  const reply = await redis.hmget(accountKey(account, 'pause'), ...pauseFields);
  return pauseFrom(reply as PauseReply);
}

export function circuitFrom(reply: [...PauseReply<string | Buffer>, refused: number]): CircuitState {
  const [until, reason, waits, since, isProbed, refused] = reply;
  return { pause: pauseFrom([until, reason, waits, since, isProbed]), hasRefusals: refused > 0 };
}

function pauseFrom([until, reason, waits, since, isProbed]: PauseReply<string | Buffer>): Pause | undefined {
  if (until === null || !Number.isFinite(Number(until))) return undefined;
  const known = reasons.find((each) => each === String(reason)) ?? 'outage';
  const pause = { until: Number(until), reason: known, waits: Number(waits) || 0 };
  return {
    ...pause,
    ...(since === null ? {} : { since: Number(since) }),
    // Earlier versions wrote nothing of it, and meant the same.
    ...(isProbed !== null || pause.reason === 'token' ? { isProbed: true } : {}),
  };
}
