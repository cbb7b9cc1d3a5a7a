import type { BridgeAccount } from '../../bridge-accounts.ts';
import { Failure } from '../../errors.ts';
import { isMissing, type Missing, missingText } from '../actions/named.ts';
import type { Kept } from '../rejected.ts';
import type { Selected, SelectedApplication } from '../selected.ts';
import type { ApiParts } from './parts.ts';
import { invalid } from './validate.ts';

/** Throws Failure where there is no interview of that id, or it cannot be read. */
export function foundInterview<T extends { outcome: string } | object>(id: string, result: T | Missing): T {
  if (!isMissing(result)) return result;
  if (result.outcome === 'missing') throw new Failure('not-found', `There is no interview ${shortened(id)}`, quoting);
  throw new Failure('internal', missingText(id, result));
}

/** Throws Failure where there is no application of that id, or it cannot be read. */
export function foundApplication(id: string, result: Selected | Missing): SelectedApplication {
  if (!isMissing(result) && result.kind === 'application') return result;
  if (isMissing(result) && result.outcome === 'unreadable') throw new Failure('internal', missingText(id, result));
  throw new Failure('not-found', `There is no application ${shortened(id)}`, quoting);
}

/** Throws Failure where there is no account of that name. */
export function foundAccount({ accounts }: ApiParts, name: string): BridgeAccount {
  const account = accounts.find((each) => each.name === name);
  if (account) return account;
  throw new Failure('not-found', `There is no account ${shortened(name)}`, quoting);
}

/** The credential that a destination of an account needs. Throws Failure where there is none of that name. */
export function foundCircuit(parts: ApiParts, name: string, destination: string) {
  const account = foundAccount(parts, name);
  const all = [...account.destinations, ...(account.stage?.destinations ?? [])];
  const circuit = all.find(({ id }) => id === destination)?.circuit;
  if (circuit !== undefined) return { found: account, circuit };
  throw new Failure('not-found', `Account ${name} has no destination ${shortened(destination)}`, quoting);
}

/** Throws Failure where no account has a rejected webhook of that id. */
export async function foundWebhook({ accounts, storage }: ApiParts, id: string): Promise<Kept> {
  const found = await Promise.all(
    accounts.map(async (account) => {
      const about = await storage.rejected.find(account.name, id);
      return about ? [{ ...about, account }] : [];
    }),
  );
  const [kept] = found.flat();
  if (kept) return kept;
  throw new Failure('not-found', `There is no rejected webhook ${shortened(id)}`, quoting);
}

/** All accounts, or the one that a filter names. Throws Failure where there is none of that name. */
export function accountsNamed(
  { accounts }: ApiParts,
  name: string | undefined,
  kind: string,
): readonly BridgeAccount[] {
  if (name === undefined) return accounts;
  const chosen = accounts.filter((each) => each.name === name);
  if (chosen.length > 0) return chosen;
  throw invalid(`Invalid ${kind}: account should be the name of an account`);
}

/** The caller may have sent anything. */
export const quoting = { isPrivate: true };

export function shortened(word: string): string {
  const line = word.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
