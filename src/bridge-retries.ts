import type { BridgeAccount } from './bridge-accounts.ts';
import { tryNow } from './interviews/try-now.ts';
import { unlessUnreadable } from './operator/read-record.ts';
import type { Storage } from './store/open.ts';

type Parts = { storage: Pick<Storage, 'schedule' | 'interviews'>; now: () => number };

/**
 * For settings that may have put right what a credential of the account was refused for: what it was refused for is
 * tried at once, and so is the next of what waits for it. Throws Failure `store-unavailable`.
 */
export async function retryRefused({ storage, now }: Parts, account: BridgeAccount): Promise<void> {
  const refused = await storage.schedule.endTokenWait(account.name, now());
  const event = 'next try made due by new settings';
  const parts = { store: storage.interviews, now };
  await Promise.all(refused.map((id) => tryNow(parts, account, id, { event }).catch(unlessUnreadable)));
}
