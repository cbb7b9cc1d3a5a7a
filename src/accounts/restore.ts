import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../errors.ts';
import { applied, change, type ManageParts, readable, whatChanges } from './manage.ts';
import type { ManagedAccount } from './managed.ts';
import { refuseTaken } from './taken.ts';

export type Restoring = 'add' | 'replace' | 'unchanged';

/** What it would do to put an account back as it was. Throws Failure where that cannot be done. */
export function planRestore(
  { sources, read }: Pick<ManageParts, 'sources' | 'read'>,
  account: ManagedAccount,
  { replaces }: { replaces: boolean },
): Restoring {
  const { name, settings } = account;
  if (sources.isConfigured(name)) throw new Failure('conflict', `The account ${name} is configured already`);
  const known = sources.managed(name)?.account;
  if (isDeepStrictEqual(known, account)) return 'unchanged';
  const is = readable({ read }, name, settings).decidingSecrets;
  const was = (known && read(name, known.settings).account?.decidingSecrets) ?? [];
  refuseTaken({ sources }, { ...(known ? { before: known } : {}), after: account, was, is });
  if (!known) return 'add';
  if (known.state === 'removing') throw new Failure('conflict', `The account ${name} is being removed`);
  if (!replaces) throw new Failure('conflict', `There is an account ${name} already`);
  return 'replace';
}

/**
 * Puts an account back as it was: with its settings, its state, and provider tokens that Workable has. Throws Failure;
 * then nothing was done.
 */
export async function restoreAccount(
  parts: ManageParts,
  account: ManagedAccount,
  { replaces }: { replaces: boolean },
): Promise<Restoring> {
  const { name, settings } = account;
  const planned = planRestore(parts, account, { replaces });
  if (planned === 'unchanged') return planned;
  if (planned === 'add') {
    const is = readable(parts, name, settings).decidingSecrets;
    applied(parts, account, await parts.sources.store().save(account, 'none', { was: [], is }), is);
    await parts.audit(name, 'imported');
    return planned;
  }
  let what: 'settings' | 'vendor' = 'settings';
  await change(parts, name, undefined, async (before) => {
    what = await whatChanges(parts, before, settings);
    return account;
  });
  await parts.audit(name, 'imported in place of what it was');
  await parts.onChanged(name, what);
  return planned;
}
