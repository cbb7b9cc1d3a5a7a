import { isDeepStrictEqual } from 'node:util';
import { add, type ManageParts } from './change.ts';
import { decideSettings, readable, replaceAccount } from './change-settings.ts';
import type { DecidingSecret, ManagedAccount } from './managed.ts';
import { configuredAlready, existsAlready, removing } from './refusals.ts';
import { refuseStored, refuseTaken } from './taken.ts';

export type Restoring = 'add' | 'replace' | 'unchanged';

/** What it would do to put an account back as it was. Throws Failure where that cannot be done. */
export async function planRestore(
  parts: Pick<ManageParts, 'sources' | 'read' | 'hasOpen'>,
  account: ManagedAccount,
  options: { replaces: boolean },
): Promise<Restoring> {
  return (await plan(parts, account, options)).restoring;
}

/**
 * Puts an account back as it was: with its settings, its state, and provider tokens that Workable has. Throws Failure;
 * then nothing was done.
 */
export async function restoreAccount(
  parts: ManageParts,
  account: ManagedAccount,
  options: { replaces: boolean },
): Promise<Restoring> {
  const { name } = account;
  const { restoring, secrets } = await plan(parts, account, options);
  if (restoring === 'add') {
    await add(parts, account, secrets);
    await parts.audit(name, 'imported');
  }
  if (restoring === 'replace') {
    const did = 'imported in place of what it was';
    await replaceAccount(parts, name, { expected: undefined, did }, () => account);
  }
  return restoring;
}

/** `secrets`: those by which requests will find the account. */
async function plan(
  parts: Pick<ManageParts, 'sources' | 'read' | 'hasOpen'>,
  account: ManagedAccount,
  { replaces }: { replaces: boolean },
): Promise<{ restoring: Restoring; secrets: readonly DecidingSecret[] }> {
  const { sources } = parts;
  const { name, settings } = account;
  if (sources.isConfigured(name)) throw configuredAlready(name);
  const known = sources.managed(name)?.account;
  if (isDeepStrictEqual(known, account)) return { restoring: 'unchanged', secrets: [] };
  if (known?.state === 'removing') throw removing(name);
  if (known && !replaces) throw existsAlready(name);
  const { was, is } = known
    ? (await decideSettings(parts, known, account)).secrets
    : { was: [], is: readable(parts, name, settings).decidingSecrets };
  refuseTaken({ sources }, { ...(known ? { before: known } : {}), after: account, was, is });
  await refuseStored({ sources }, name, is);
  return { restoring: known ? 'replace' : 'add', secrets: is };
}
