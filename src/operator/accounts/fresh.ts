import { managedAccount } from '../../accounts/change.ts';
import type { StoredAccount } from '../../accounts/managed.ts';
import type { OperatorParts } from '../parts.ts';
import { accountEntries } from '../queries/accounts.ts';
import { meantAccount } from '../unknown-account.ts';

/**
 * Has all that Redis knows now, or throws: what is not known must not look like what is not there. Without `DATA_KEY`
 * there can be no managed accounts, which is a Failure too.
 */
export async function readManaged({ sources }: Pick<OperatorParts, 'sources'>): Promise<void> {
  sources.store();
  await sources.refresh();
}

/** The managed account of that name, as it is now. Throws where there is none that can be read and changed. */
export async function readManagedAccount(parts: Pick<OperatorParts, 'sources'>, name: string): Promise<StoredAccount> {
  await readManaged(parts);
  const { sources } = parts;
  const [error] = sources.managed(name) ? [] : sources.errorsOf(name);
  if (error !== undefined) throw new Error(`The account ${name} cannot be read: ${error}`);
  refuseUnknown(parts, name);
  return managedAccount(parts, name);
}

/** Throws where no account has the name, and says which one was probably meant. */
export function refuseUnknown({ sources }: Pick<OperatorParts, 'sources'>, name: string): void {
  const all = accountEntries({ sources });
  if (!all.some((each) => each.name === name)) throw new Error(`There is no account ${name}${meantAccount(name, all)}`);
}
