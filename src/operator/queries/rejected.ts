import type { BridgeAccount } from '../../bridge-accounts.ts';
import { newestFirst } from '../newest-first.ts';
import type { BridgeParts } from '../parts.ts';
import type { Kept } from '../rejected.ts';

type Parts = Pick<BridgeParts, 'storage' | 'now'>;
type Place = { id: string; at: number };
type Asked = { accounts: readonly BridgeAccount[]; limit: number; after?: Place | undefined };

/**
 * The newest rejected webhooks of these accounts, after `after`, without bodies. `last`: where the next page begins;
 * absent at the end.
 */
export async function listRejected(parts: Parts, { accounts, limit, after }: Asked) {
  // One more shows whether there is another page.
  const found: Kept[] = [];
  for await (const kept of newestFirst(accounts.map((each) => keptOf(parts, each, limit + 1, after)))) {
    if (found.push(kept) > limit) break;
  }
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, ...(last ? { last } : {}) };
}

/** Of one account, newest first. */
async function* keptOf(
  { storage, now }: Parts,
  account: BridgeAccount,
  size: number,
  after: Place | undefined,
): AsyncGenerator<Kept> {
  for (let last = after; ; ) {
    const page = await storage.rejected.page(account.name, now(), size, last);
    if (page.length === 0) return;
    for (const about of page) yield { ...about, account };
    last = page.at(-1);
  }
}
