import type { Config } from '../config.ts';
import { Failure } from '../errors.ts';
import type { AccountSaved, DecidingSecret, ManagedAccount, StoredAccount } from './managed.ts';
import { changedMeanwhile, configuredAlready, existsAlready, noAccount, removing, taken } from './refusals.ts';
import type { Sourced, Sources } from './sources.ts';
import { refuseTaken } from './taken.ts';

/** What accounts are changed with. */
export type ManageParts = {
  sources: Sources<Sourced>;
  read: Config['readManaged'];
  /** Whether accounts have a setting of that name, whatever their vendor. */
  isSetting: (name: string) => boolean;
  /** Whether an account has interviews that have come to no end, or results that wait. */
  hasOpen: (name: string) => Promise<boolean>;
  /** Called when the settings of an account changed: what failed with the old ones may work now. */
  onChanged: (name: string, what: 'settings' | 'vendor' | 'resumed') => Promise<void>;
  /** Writes down what was done, with names and never values. */
  audit: (name: string, text: string) => Promise<void>;
  now: () => number;
};

/** What an account becomes. `secrets`: where its settings change, those by which requests found it and will find it. */
export type Change = {
  account: ManagedAccount;
  secrets?: { was: readonly DecidingSecret[]; is: readonly DecidingSecret[] };
};

const mostTries = 10;

/** Stores a new account, which has these secrets. Throws Failure. */
export async function add(
  { sources }: Pick<ManageParts, 'sources'>,
  account: ManagedAccount,
  is: readonly DecidingSecret[],
): Promise<StoredAccount> {
  const store = sources.store();
  if (sources.isConfigured(account.name)) throw configuredAlready(account.name);
  // Another process may have made a token since, which this account must not have.
  await sources.refresh();
  refuseTaken({ sources }, { after: account, was: [], is });
  return applied(sources, account, await store.save(account, 'none', { was: [], is }), is);
}

/**
 * Saves what is decided for an account as it is now; undefined leaves it as it is. Where the caller has seen no version,
 * it is decided again when another process was faster. Throws Failure.
 */
export async function change<Decided extends Change>(
  { sources }: Pick<ManageParts, 'sources'>,
  name: string,
  expected: number | undefined,
  decide: (account: ManagedAccount) => Decided | undefined | Promise<Decided | undefined>,
  { isRemoval = false } = {},
): Promise<{ stored: StoredAccount; decided?: Decided }> {
  // Another process may have made a token since, which this account must not have.
  await sources.refresh();
  for (let tries = 0; ; tries += 1) {
    const known = managedAccount({ sources }, name, expected);
    if (known.account.state === 'removing' && !isRemoval) throw removing(name);
    const decided = await decide(known.account);
    if (!decided) return { stored: known };
    const { account, secrets = { was: [], is: [] } } = decided;
    refuseTaken({ sources }, { before: known.account, after: account, ...secrets });
    const saved = await sources.store().save(account, known.version, secrets);
    if (saved.outcome !== 'stale' || expected !== undefined || tries === mostTries) {
      return { stored: applied(sources, account, saved, secrets.is), decided };
    }
    await sources.refresh();
  }
}

/** The managed account of that name, in the version that the caller has seen. Throws Failure. */
export function managedAccount(
  { sources }: Pick<ManageParts, 'sources'>,
  name: string,
  expected?: number,
): StoredAccount {
  if (sources.isConfigured(name)) {
    throw new Failure('conflict', `The account ${name} is configured: change it where it is configured`);
  }
  const known = sources.managed(name);
  if (!known) throw noAccount(name);
  if (expected !== undefined && expected !== known.version) throw changedMeanwhile();
  return known;
}

/** What this process did it uses at once. */
function applied(
  sources: ManageParts['sources'],
  account: ManagedAccount,
  saved: AccountSaved,
  secrets: readonly DecidingSecret[],
): StoredAccount {
  switch (saved.outcome) {
    case 'saved':
      sources.apply(account.name, saved.version, account);
      return { account, version: saved.version };
    case 'exists':
      throw existsAlready(account.name);
    case 'gone':
      throw noAccount(account.name);
    case 'stale':
      throw changedMeanwhile();
    case 'taken':
      throw taken(secrets[saved.at]?.setting ?? '');
  }
}
