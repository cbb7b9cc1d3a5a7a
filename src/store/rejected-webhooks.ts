import type { Policy } from '../interviews/policy.ts';
import type { WebhookProof } from '../interviews/ports.ts';
import type { Codec } from './codec.ts';
import { accountKey, rejectedAtMost, rejectedForMs } from './keys.ts';
import type { StoreRedis } from './scripts.ts';
import { available } from './unavailable.ts';

/** Only bodies of verified webhooks are kept, so what is read back is proven. */
const proven = {} as WebhookProof;

/** A verified webhook whose body was not understood. */
export type RejectedWebhook = { at: number; reason: string; body: string };

/** In ms, by account: they hold personal data, so never longer than its RETENTION. */
export type RejectedLife = (account: string) => number;

export function rejectedLife(accounts: readonly { name: string; policy: Pick<Policy, 'retentionMs'> }[]): RejectedLife {
  const lives = new Map(accounts.map(({ name, policy }) => [name, Math.min(policy.retentionMs, rejectedForMs)]));
  return (account) => lives.get(account) ?? rejectedForMs;
}

/** The newest 1,000 of 30 days at most, for an operator to look at and replay. */
export function createRejectedWebhooks(redis: StoreRedis, codec: Codec, lifeOf: RejectedLife) {
  return available({
    async keep(account: string, rejected: RejectedWebhook): Promise<void> {
      const key = accountKey(account, 'rejected');
      await redis
        .multi()
        .zadd(key, rejected.at, codec.seal(JSON.stringify(rejected)))
        .zremrangebyscore(key, '-inf', rejected.at - lifeOf(account))
        .zremrangebyrank(key, 0, -rejectedAtMost - 1)
        .pexpire(key, lifeOf(account))
        .exec();
    },

    /** Oldest first; what is sealed serves as handle for `remove`. */
    async list(account: string, now: number): Promise<(RejectedWebhook & { handle: Buffer; proof: WebhookProof })[]> {
      const kept = await redis.zrangeBuffer(accountKey(account, 'rejected'), now - lifeOf(account), '+inf', 'BYSCORE');
      return kept.map((handle) => ({ ...(JSON.parse(codec.open(handle)) as RejectedWebhook), handle, proof: proven }));
    },

    /** False when it was not there any more under this handle. */
    async remove(account: string, handle: Buffer): Promise<boolean> {
      return (await redis.zrem(accountKey(account, 'rejected'), handle)) === 1;
    },
  });
}
