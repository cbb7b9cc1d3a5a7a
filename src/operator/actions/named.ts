import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import type { BridgeParts } from '../parts.ts';
import { readRecord } from '../read-record.ts';

/** There is no interview of that id, or it cannot be read. */
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
  return missing.outcome === 'missing'
    ? `There is no interview ${id}`
    : `Interview ${id} cannot be read: ${missing.why}`;
}
