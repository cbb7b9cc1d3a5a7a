import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

export type Contacts = ReturnType<typeof createContacts>;

/**
 * When others were last heard of, epoch ms. A write was accepted: by the name of its circuit. `answer`: Workable answered
 * a callback otherwise. `request`: Workable called. `vendor`: the vendor answered a call. `webhook`: it called.
 */
export type LastContacts = Readonly<
  Partial<Record<'callback' | 'mail' | 'workable-api' | 'answer' | 'request' | 'vendor' | 'webhook', number>>
>;

/** When the vendor of an account, Workable and the mail server were last heard of. */
export function createContacts(redis: StoreRedis) {
  let noted = new Map<string, Map<string, number>>();

  return {
    /** Written with all others of this turn of the event loop. Never waits or throws: a later contact makes up for it. */
    note(account: string, how: string, at: number): void {
      if (noted.size === 0) setImmediate(write);
      const ofAccount = noted.get(account) ?? new Map<string, number>();
      noted.set(account, ofAccount.set(how, at));
    },

    ...available({
      async read(account: string): Promise<LastContacts> {
        const found = await redis.hgetall(accountKey(account, 'contacts'));
        return Object.fromEntries(Object.entries(found).map(([how, at]) => [how, Number(at)]));
      },
    }),
  };

  /** One command for each account: on a Cluster they are for different slots. */
  function write(): void {
    const written = noted;
    noted = new Map();
    for (const [account, times] of written) {
      redis.hset(accountKey(account, 'contacts'), Object.fromEntries(times)).catch(() => undefined);
    }
  }
}
