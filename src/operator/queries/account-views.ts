import type { ManageParts } from '../../accounts/manage.ts';
import type { ProviderToken, StoredAccount } from '../../accounts/managed.ts';
import type { Sources } from '../../accounts/sources.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import { maskedSettings, type ShownSetting } from '../../settings/accounts.ts';
import { etagOf } from '../api/etag.ts';
import { iso } from '../iso.ts';

type ProviderTokenView = { id: string; ends: string; created_at: string; first_used_at?: string };

/** When Workable first called, by the digest of the token. */
export type FirstCalls = ReadonlyMap<string, number>;

/** An account as operators see it: no secret of it, only how each ends. */
export type AccountView = {
  name: string;
  source: 'environment' | 'file' | 'managed';
  /** `shadowed`: an account of its name is configured, so it is not used. */
  state: 'active' | 'paused' | 'removing' | 'shadowed';
  vendor: string;
  settings: Record<string, ShownSetting>;
  provider_tokens: ProviderTokenView[];
  errors?: string[];
  created_at?: string;
  etag: string;
};

type Parts = { sources: Sources<BridgeAccount>; manage: Pick<ManageParts, 'read'> };

/** Those that are configured and those that are managed, by name. */
export function accountViews(parts: Parts): AccountView[] {
  const { sources } = parts;
  const all = [
    ...sources.configured().map(configuredView),
    ...sources.allManaged().map((stored) => managedView(parts, stored)),
  ];
  return all.sort((a, b) => (a.name === b.name ? (a.source === 'managed' ? 1 : -1) : a.name < b.name ? -1 : 1));
}

export function configuredView({ name, settings: { source, vendorName, shown } }: BridgeAccount): AccountView {
  const view = {
    name,
    source,
    state: 'active',
    vendor: vendorName,
    settings: { ...shown },
    provider_tokens: [],
  } as const;
  return { ...view, provider_tokens: [], etag: etagOf(view) };
}

/** `firstCalls`: absent where they were not read. */
export function managedView(
  { sources, manage }: Parts,
  { account, version }: StoredAccount,
  firstCalls?: FirstCalls,
): AccountView {
  const { name, state, settings, providerTokens, createdAt } = account;
  const errors = sources.errorsOf(name);
  return {
    name,
    source: 'managed',
    state: sources.isConfigured(name) ? 'shadowed' : state,
    vendor: manage.read(name, settings).account?.vendorName ?? settings.VENDOR ?? '',
    settings: maskedSettings(settings),
    provider_tokens: providerTokens.map((token) => providerTokenView(token, firstCalls)),
    ...(errors.length > 0 ? { errors: [...errors] } : {}),
    created_at: iso(createdAt),
    etag: `"${version}"`,
  };
}

export function providerTokenView(
  { id, digest, ends, createdAt }: ProviderToken,
  firstCalls?: FirstCalls,
): ProviderTokenView {
  const usedAt = firstCalls?.get(digest);
  return { id, ends, created_at: iso(createdAt), ...(usedAt === undefined ? {} : { first_used_at: iso(usedAt) }) };
}
