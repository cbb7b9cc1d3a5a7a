import type { Backlog } from '../../store/backlog.ts';
import type { BridgeParts } from '../parts.ts';

/** Redis is asked about so many accounts together: requests of others come in between. */
const accountsAtOnce = 100;

/** `of` each account, in their order. */
export async function ofEach<Account, T>(
  accounts: readonly Account[],
  of: (account: Account) => Promise<T>,
): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < accounts.length; from += accountsAtOnce) {
    found.push(...(await Promise.all(accounts.slice(from, from + accountsAtOnce).map(of))));
  }
  return found;
}

export type Totals = { failed: number; rejected: number; open: number };

/** Of all accounts together: what has failed, which webhooks were rejected, and how many accounts have an open circuit. */
export async function totalsOf({ accounts, storage, now }: Pick<BridgeParts, 'accounts' | 'storage' | 'now'>) {
  const counts = await ofEach(accounts, ({ name }) => storage.backlogs.backlogOf(name, now()));
  const sum = (of: (each: Backlog) => number) => counts.reduce((all, each) => all + of(each), 0);
  const totals: Totals = {
    failed: sum(({ failed }) => failed),
    rejected: sum(({ rejectedWebhooks }) => rejectedWebhooks),
    open: sum(({ circuits }) => (circuits.length > 0 ? 1 : 0)),
  };
  return totals;
}
