import { Failure } from '../errors.ts';
import { change, type ManageParts } from './change.ts';
import type { ManagedAccount, StoredAccount } from './managed.ts';

/**
 * Begins the end of an account: its tokens are no longer valid, and a worker does the rest. Again with `erases` it goes
 * faster. Throws Failure.
 */
export async function removeAccount(
  parts: ManageParts,
  name: string,
  expected: number | undefined,
  { force, erases }: { force: boolean; erases: boolean },
): Promise<StoredAccount> {
  const end = async (account: ManagedAccount) => {
    if (account.removal && (account.removal.erases || !erases)) return undefined;
    if (!account.removal && !force && (await parts.hasOpen(name))) {
      throw new Failure('conflict', 'The account has open interviews. With force=true they are cancelled');
    }
    const removal = { at: parts.now(), erases };
    return { account: { ...account, state: 'removing' as const, providerTokens: [], removal } };
  };
  const { stored } = await change(parts, name, expected, end, { isRemoval: true });
  await parts.audit(name, erases ? 'began to remove the account and erase its data' : 'began to remove the account');
  return stored;
}

/** The account is gone for good. Throws Failure. */
export async function dropAccount(
  { sources, read }: Pick<ManageParts, 'sources' | 'read'>,
  name: string,
): Promise<void> {
  const known = sources.managed(name);
  if (known?.account.state !== 'removing') return;
  const { decidingSecrets } = read(name, known.account.settings);
  const saved = await sources.store().remove(name, known.version, decidingSecrets);
  if (saved.outcome === 'saved') sources.apply(name, saved.version, undefined);
}
