import { isDeepStrictEqual } from 'node:util';
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
  const refuseIfOpen = async () => {
    if (force || !(await parts.hasOpen(name))) return;
    throw new Failure('conflict', 'The account has open interviews. With force=true they are cancelled');
  };
  const end = async (before: ManagedAccount) => {
    if (before.removal) return furtherRemoval(before, before.removal);
    await refuseIfOpen();
    const { state, providerTokens } = before;
    const former = force || state === 'removing' ? {} : { before: { state, providerTokens } };
    const removal = { at: parts.now(), erases, ...former };
    return { account: { ...before, state: 'removing' as const, providerTokens: [], removal }, before };
  };
  /** It goes faster, or is certain, where that is asked for now. */
  const furtherRemoval = (before: ManagedAccount, removal: NonNullable<ManagedAccount['removal']>) => {
    const { before: former, ...rest } = removal;
    const next = { ...rest, erases: rest.erases || erases, ...(former && !force ? { before: former } : {}) };
    return isDeepStrictEqual(next, removal) ? undefined : { account: { ...before, removal: next }, before };
  };
  const { stored, decided } = await change(parts, name, expected, end, { isRemoval: true });
  if (decided && !decided.before.removal) {
    // A create may have been taken between the look and the save. Nothing was removed yet.
    await refuseIfOpen().catch(async (error) => {
      await change(parts, name, stored.version, () => ({ account: decided.before }), { isRemoval: true });
      throw error;
    });
  }
  await parts.audit(name, erases ? 'began to remove the account and erase its data' : 'began to remove the account');
  return stored;
}

/**
 * Once every process has heard of a removal without force: takes it back where an interview is open by now, which
 * another process created meanwhile, and makes it certain otherwise. Throws Failure.
 */
export async function confirmRemoval(parts: ManageParts, name: string): Promise<void> {
  const isOpen = await parts.hasOpen(name);
  const { decided } = await change(
    parts,
    name,
    undefined,
    ({ removal, ...account }) => {
      if (!removal?.before) return undefined;
      const { before, ...certain } = removal;
      return { account: isOpen ? { ...account, ...before } : { ...account, removal: certain } };
    },
    { isRemoval: true },
  );
  if (decided && isOpen)
    await parts.audit(name, 'kept the account: an interview was created while it began to be removed');
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
