import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import { accountOf, kindOf } from '../../store/ids.ts';
import type { BridgeParts } from '../parts.ts';
import { readRecord } from '../read-record.ts';
import { readSelected, type Selected } from '../selected.ts';

/** There is nothing of that id, or it cannot be read. */
export type Missing = { outcome: 'missing' } | { outcome: 'unreadable'; why: string };

type Named = { account: BridgeAccount; record: InterviewRecord };

/** The interview of an id, with its account. */
export async function named(
  { accounts, storage }: Pick<BridgeParts, 'accounts' | 'storage'>,
  id: string,
): Promise<Named | Missing> {
  let why: string | undefined;
  const record = await readRecord(storage, id, (reason) => {
    why = reason;
  });
  const account = accounts.find(({ name }) => name === record?.account);
  if (record && account) return { account, record };
  return why === undefined ? { outcome: 'missing' } : { outcome: 'unreadable', why };
}

/** The interview or application of an id, with how its deliveries stand. */
export async function namedWithDeliveries(
  parts: Pick<BridgeParts, 'accounts' | 'storage' | 'now'>,
  id: string,
): Promise<Selected | Missing> {
  let why: string | undefined;
  const account = parts.accounts.find(({ name }) => name === accountOf(id));
  const onUnreadable = (reason: string) => {
    why = reason;
  };
  const found = account && (await readSelected(parts, id, { account, at: parts.now() }, onUnreadable));
  return found ?? (why === undefined ? { outcome: 'missing' } : { outcome: 'unreadable', why });
}

/** Does something with the interview of an id. `work` resolves to undefined where it is gone meanwhile. */
export async function withNamed<T>(
  parts: Pick<BridgeParts, 'accounts' | 'storage'>,
  id: string,
  work: (account: BridgeAccount) => Promise<T | undefined>,
): Promise<T | Missing> {
  const found = await named(parts, id);
  if ('outcome' in found) return found;
  return (await work(found.account)) ?? { outcome: 'missing' };
}

export function isMissing(result: { outcome: string } | object): result is Missing {
  return 'outcome' in result && (result.outcome === 'missing' || result.outcome === 'unreadable');
}

export function missingText(id: string, missing: Missing): string {
  const what = kindOf(id) === 'application' ? 'application' : 'interview';
  return missing.outcome === 'missing'
    ? `There is no ${what} ${id}`
    : `${what === 'application' ? 'Application' : 'Interview'} ${id} cannot be read: ${missing.why}`;
}
