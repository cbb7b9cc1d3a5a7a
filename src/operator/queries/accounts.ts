import type { ManageParts } from '../../accounts/change.ts';
import type { ManagedAccount, ProviderToken, StoredAccount } from '../../accounts/managed.ts';
import type { Sources } from '../../accounts/sources.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { AccountSettings } from '../../settings/accounts.ts';
import { maskedSettings, type ShownSetting } from '../../settings/shown.ts';
import { iso } from '../iso.ts';

/** An account in the list of all. A managed one behind a configured one of its name is an account of its own there. */
export type AccountEntry = { name: string; isManaged: boolean };

/** An account as operators see it: no secret of it, only how each ends. */
export type AccountView = {
  name: string;
  source: AccountSettings['source'];
  /** `shadowed`: an account of its name is configured, and used in its place. `unusable`: `errors` say why. */
  state: ManagedAccount['state'] | 'shadowed' | 'unusable';
  /** The value of VENDOR; empty where that cannot be known. */
  vendor: string;
  settings: Readonly<Record<string, ShownSetting>>;
  /** Those that the bridge made. */
  providerTokens: readonly ProviderToken[];
  /** Why it cannot be used. */
  errors: readonly string[];
  /** What it still lacks. */
  missing: readonly string[];
  /** Where its vendor sends webhooks, below PUBLIC_URL; absent where each invitation has an address of its own. */
  webhookPath?: string;
  /** Of a managed one that can be read. */
  managed?: { createdAt: number; version: number };
};

/** When Workable first called, by the digest of the token. */
export type FirstCalls = ReadonlyMap<string, number>;

type Parts = { sources: Sources<BridgeAccount>; manage: Pick<ManageParts, 'read'> };

/** All of them by name: nothing of an account is read for this. */
export function accountEntries({ sources }: Pick<Parts, 'sources'>): AccountEntry[] {
  const managed = new Set([...sources.allManaged().map(({ account }) => account.name), ...sources.unusable()]);
  const all = [
    ...sources.configured().map(({ name }) => ({ name, isManaged: false })),
    ...[...managed].map((name) => ({ name, isManaged: true })),
  ];
  return all.sort((a, b) => (a.name === b.name ? Number(a.isManaged) - Number(b.isManaged) : a.name < b.name ? -1 : 1));
}

/** Of two with one name the one that is used comes first. */
export function viewsOfName(parts: Parts, name: string): AccountView[] {
  const { sources } = parts;
  const isManaged = sources.managed(name) !== undefined || sources.errorsOf(name).length > 0;
  return [
    ...(sources.isConfigured(name) ? [accountView(parts, { name, isManaged: false })] : []),
    ...(isManaged ? [accountView(parts, { name, isManaged: true })] : []),
  ];
}

export function accountView(parts: Parts, { name, isManaged }: AccountEntry): AccountView {
  const { sources } = parts;
  const used = sources.used(name);
  if (!isManaged && used) return configuredView(used);
  const stored = sources.managed(name);
  return stored ? managedView(parts, stored) : unreadableView(name, sources.errorsOf(name));
}

export function managedView({ sources, manage }: Parts, { account, version }: StoredAccount): AccountView {
  const { name, state, createdAt, settings, providerTokens } = account;
  const errors = sources.errorsOf(name);
  const isShadowed = sources.isConfigured(name);
  const isUsable = errors.length === 0 && !isShadowed;
  const used = isUsable ? sources.used(name)?.settings : undefined;
  const read = used ? { account: used, vendorName: used.vendorName, errors } : manage.read(name, settings);
  const wrongs = errors.length > 0 ? errors : read.errors;
  return {
    name,
    source: 'managed',
    state: stateOf(state, { isShadowed, isUsable: wrongs.length === 0 }),
    vendor: read.vendorName ?? settings.VENDOR ?? '',
    settings: maskedSettings(settings),
    providerTokens,
    errors: wrongs,
    missing: read.account && state !== 'removing' ? missingOf(read.account, providerTokens) : [],
    ...(read.account ? webhooksOf(read.account) : {}),
    managed: { createdAt, version },
  };
}

/** Of one that cannot be used it is of no interest whether it is paused. */
function stateOf(
  state: ManagedAccount['state'],
  { isShadowed, isUsable }: { isShadowed: boolean; isUsable: boolean },
): AccountView['state'] {
  if (isShadowed) return 'shadowed';
  return isUsable || state === 'removing' ? state : 'unusable';
}

/** `firstCalls`: absent where they were not read. */
export function providerTokenView({ id, digest, ends, createdAt }: ProviderToken, firstCalls?: FirstCalls) {
  const usedAt = firstCalls?.get(digest);
  return { id, ends, created_at: iso(createdAt), ...(usedAt === undefined ? {} : { first_used_at: iso(usedAt) }) };
}

function configuredView({ name, settings }: BridgeAccount): AccountView {
  return {
    name,
    source: settings.source,
    state: 'active',
    vendor: settings.vendorName,
    settings: settings.shown,
    providerTokens: [],
    errors: [],
    missing: [],
    ...webhooksOf(settings),
  };
}

function unreadableView(name: string, errors: readonly string[]): AccountView {
  const nothing = { vendor: '', settings: {}, providerTokens: [], missing: [] };
  return { ...nothing, name, source: 'managed', state: 'unusable', errors };
}

/** What is entered elsewhere for an account. */
export type Addresses = {
  /** In Workable. */
  baseUrl: string;
  /** At the vendor; absent where it gets another address with each invitation. */
  webhookUrl?: string;
};

/** Undefined where its settings are wrong. */
export function addressesOf(publicUrl: string, { errors, webhookPath }: AccountView): Addresses | undefined {
  if (errors.length > 0) return undefined;
  return { baseUrl: publicUrl, ...(webhookPath === undefined ? {} : { webhookUrl: `${publicUrl}${webhookPath}` }) };
}

/** Only webhooks that come to one address for all accounts need a secret that decides whose they are. */
function webhooksOf({ vendorName, decidingSecrets }: AccountSettings): Pick<AccountView, 'webhookPath'> {
  const isCommon = decidingSecrets.some(({ setting }) => !setting.startsWith('WORKABLE_'));
  return isCommon ? { webhookPath: `/webhooks/${vendorName}` } : {};
}

/** What a managed account may come without: it needs one of the two doors, and nothing is said of one that is shut. */
function missingOf({ name, workable, stage }: AccountSettings, providerTokens: readonly ProviderToken[]): string[] {
  const hasToken = providerTokens.length + workable.providerTokens.length > 0;
  const hasCallbackToken = workable.callbackToken !== undefined;
  if (stage && !hasCallbackToken) return [];
  return [
    ...(hasToken ? [] : ['it has no provider token: requests of Workable are refused. See "bridge accounts token"']),
    ...(hasCallbackToken ? [] : [whatConnects(name)]),
  ];
}

/** Which of the doors the customer is to use is not known before one is open. */
function whatConnects(name: string): string {
  return `Workable is not connected yet, so results wait. "bridge connect-link ${name}" makes a page on which the customer connects it`;
}
