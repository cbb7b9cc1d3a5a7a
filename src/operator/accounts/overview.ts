import { sharedWithConfigured } from '../../accounts/manage.ts';
import type { ManagedAccount, ProviderToken } from '../../accounts/managed.ts';
import { type AccountSettings, maskedSettings, type ShownSetting } from '../../settings/accounts.ts';
import type { OperatorParts } from '../parts.ts';
import { type Addresses, addressesOf } from './addresses.ts';

/** `shadowed`: an account of its name is configured, and used in its place. */
export type AccountState = ManagedAccount['state'] | 'shadowed' | 'unusable';

/** What an operator may see of an account. */
export type AccountOverview = {
  name: string;
  source: AccountSettings['source'];
  state: AccountState;
  /** Absent where the account cannot be read. */
  vendor?: string;
  /** Of a managed account, unless it cannot be read. */
  createdAt?: number;
  settings: Readonly<Record<string, ShownSetting>>;
  /** Those that the bridge made. */
  providerTokens: readonly ProviderToken[];
  /** What is entered elsewhere; absent where its settings are wrong. */
  addresses?: Addresses;
  /** Why it cannot be used. */
  errors: readonly string[];
  /** What it still lacks. */
  missing: readonly string[];
  /** What it has and a configured account too. */
  shared: readonly string[];
};

type Parts = Pick<OperatorParts, 'config' | 'sources' | 'manage'>;

/** All accounts by name: those that are configured, managed ones, and managed ones that cannot be read. */
export function accountOverviews(parts: Parts): AccountOverview[] {
  const { sources, config } = parts;
  const managed = sources.allManaged().map(({ account }) => managedOverview(parts, account));
  const known = new Set(managed.map(({ name }) => name));
  const unreadable = sources.unusable().filter((name) => !known.has(name));
  const all = [
    ...sources.configured().map(({ settings }) => configuredOverview(config, settings)),
    ...managed,
    ...unreadable.map((name) => unreadableOverview(name, sources.errorsOf(name))),
  ];
  return all.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

function configuredOverview({ publicUrl }: Parts['config'], account: AccountSettings): AccountOverview {
  const { name, source, vendorName: vendor, shown: settings } = account;
  const addresses = addressesOf(publicUrl, account);
  return {
    name,
    source,
    state: 'active',
    vendor,
    settings,
    providerTokens: [],
    addresses,
    errors: [],
    missing: [],
    shared: [],
  };
}

function managedOverview({ config, sources, manage }: Parts, stored: ManagedAccount): AccountOverview {
  const { name, createdAt, providerTokens } = stored;
  const { account, errors } = manage.read(name, stored.settings);
  return {
    name,
    source: 'managed',
    state: sources.isConfigured(name) ? 'shadowed' : account ? stored.state : 'unusable',
    vendor: account?.vendorName ?? stored.settings.VENDOR ?? '',
    createdAt,
    settings: account?.shown ?? maskedSettings(stored.settings),
    providerTokens,
    ...(account ? { addresses: addressesOf(config.publicUrl, account) } : {}),
    errors,
    missing: account && stored.state !== 'removing' ? missingOf(account, providerTokens) : [],
    shared: account ? sharedOf({ sources }, account) : [],
  };
}

/** What a managed account may come without. */
function missingOf({ workable }: AccountSettings, providerTokens: readonly ProviderToken[]): string[] {
  const hasToken = providerTokens.length + workable.providerTokens.length > 0;
  return [
    ...(hasToken ? [] : ['it has no provider token: requests of Workable are refused. See "bridge accounts token"']),
    ...(workable.callbackToken === undefined
      ? ['WORKABLE_CALLBACK_TOKEN is not set: results wait for it. See "bridge connect-link" or "bridge accounts set"']
      : []),
  ];
}

function sharedOf(parts: Pick<Parts, 'sources'>, { name, decidingSecrets }: AccountSettings): string[] {
  return sharedWithConfigured(parts, name, decidingSecrets).map(
    ({ setting, owner }) =>
      `the configured account ${owner} has its ${setting} too, and may get what is meant for it: change one of them`,
  );
}

function unreadableOverview(name: string, errors: readonly string[]): AccountOverview {
  const nothing = { settings: {}, providerTokens: [], missing: [], shared: [] };
  return { name, source: 'managed', state: 'unusable', errors, ...nothing };
}
