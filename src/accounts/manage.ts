import { Failure } from '../errors.ts';
import { isSameSecret } from '../http/secrets.ts';
import type { AccountSettings } from '../settings/accounts.ts';
import { type AccountSaved, type ManagedAccount, makeProviderToken, type StoredAccount } from './managed.ts';
import type { Sources } from './sources.ts';

type Configured = { readonly name: string; readonly settings: Pick<AccountSettings, 'decidingSecrets'> };

export type ManageParts = {
  sources: Sources<Configured>;
  read: (
    name: string,
    settings: Readonly<Record<string, string>>,
  ) => { account?: AccountSettings; errors: readonly string[] };
  /** Whether an account has interviews that have come to no end, or results that wait. */
  hasOpen: (name: string) => Promise<boolean>;
  /** Called when the settings of an account changed: what failed with the old ones may work now. */
  onChanged: (name: string, what: 'settings' | 'vendor' | 'resumed') => Promise<void>;
  /** Writes down what was done, with names and never values. */
  audit: (name: string, text: string) => Promise<void>;
  now: () => number;
};

/** What a caller writes as a setting; null takes it away. */
export type WrittenSettings = Readonly<Record<string, string | number | boolean | null>>;

const namePattern = /^[a-z0-9][a-z0-9-]{0,31}$/;
/** Rotation needs two, and a third where one went wrong. */
export const mostTokens = 10;
const mostTries = 10;

/** `token`: shown once, and kept nowhere. Throws Failure. */
export async function createManagedAccount(
  parts: ManageParts,
  name: string,
  written: WrittenSettings,
): Promise<{ stored: StoredAccount; token: string }> {
  const { sources, now } = parts;
  if (!namePattern.test(name)) {
    throw invalid('name should be 1 to 32 of a-z, 0-9 and -, beginning with a letter or digit');
  }
  const store = sources.store();
  if (sources.isConfigured(name)) throw new Failure('conflict', `The account ${name} is configured already`);
  const settings = settled({}, written);
  readable(parts, name, settings);
  const { token, kept } = makeProviderToken(now());
  const account: ManagedAccount = { name, state: 'active', settings, providerTokens: [kept], createdAt: now() };
  const is = decidingSecrets(parts, account);
  refuseTaken(parts, name, is);
  const saved = await store.save(account, 'none', { was: [], is });
  const stored = applied(parts, account, saved, is);
  await parts.audit(name, `created with ${listed(Object.keys(settings))}`);
  return { stored, token };
}

/** Merges settings into those of an account. `expected`: the version that the caller has seen, if any. Throws Failure. */
export async function changeSettings(
  parts: ManageParts,
  name: string,
  written: WrittenSettings,
  expected: number | undefined,
): Promise<StoredAccount> {
  let what: 'settings' | 'vendor' = 'settings';
  const stored = await change(parts, name, expected, async (account) => {
    const settings = settled(account.settings, written);
    what = await whatChanges(parts, account, settings);
    return { ...account, settings };
  });
  await parts.audit(name, `changed ${listed(Object.keys(written))}`);
  await parts.onChanged(name, what);
  return stored;
}

/** Throws Failure for settings that an account cannot have now. */
export async function whatChanges(
  parts: ManageParts,
  { name, settings: before }: ManagedAccount,
  after: ManagedAccount['settings'],
): Promise<'settings' | 'vendor'> {
  const { vendorName } = readable(parts, name, after);
  if (vendorName === (parts.read(name, before).account?.vendorName ?? '')) return 'settings';
  if (!(await parts.hasOpen(name))) return 'vendor';
  throw new Failure('conflict', 'VENDOR cannot change while the account has open interviews');
}

/**
 * A token beside those that there are: all are valid until they are retired. `id`: where a repeated call must not make
 * another. Throws Failure.
 */
export async function addProviderToken(
  parts: ManageParts,
  name: string,
  id?: string,
): Promise<{ id: string; token: string }> {
  const { token, kept } = makeProviderToken(parts.now(), id);
  await change(parts, name, undefined, (account) => {
    if (account.providerTokens.some((each) => each.id === kept.id)) {
      throw new Failure('conflict', `There is a provider token ${kept.id} already`);
    }
    if (account.providerTokens.length < mostTokens) {
      return { ...account, providerTokens: [...account.providerTokens, kept] };
    }
    throw new Failure('conflict', `The account has ${mostTokens} provider tokens: retire one first`);
  });
  await parts.audit(name, `made provider token ${kept.id}`);
  return { id: kept.id, token };
}

/** Throws Failure. */
export async function retireProviderToken(parts: ManageParts, name: string, id: string): Promise<void> {
  await change(parts, name, undefined, (account) => {
    const providerTokens = account.providerTokens.filter((each) => each.id !== id);
    if (providerTokens.length < account.providerTokens.length) return { ...account, providerTokens };
    throw new Failure('not-found', `There is no provider token ${id}`);
  });
  await parts.audit(name, `retired provider token ${id}`);
}

/** The same again changes nothing. Throws Failure. */
export async function pauseAccount(parts: ManageParts, name: string, expected?: number): Promise<StoredAccount> {
  const stored = await change(parts, name, expected, (account) =>
    account.state === 'paused' ? undefined : { ...account, state: 'paused' },
  );
  await parts.audit(name, 'paused');
  return stored;
}

export async function resumeAccount(parts: ManageParts, name: string, expected?: number): Promise<StoredAccount> {
  const stored = await change(parts, name, expected, (account) =>
    account.state === 'active' ? undefined : { ...account, state: 'active' },
  );
  await parts.audit(name, 'resumed');
  await parts.onChanged(name, 'resumed');
  return stored;
}

/**
 * Begins the end of an account: its tokens are no longer valid, and a worker does the rest. Again with `erases` it goes
 * faster. Throws Failure.
 */
export async function removeAccount(
  parts: ManageParts,
  name: string,
  expected: number,
  { force, erases }: { force: boolean; erases: boolean },
): Promise<StoredAccount> {
  const end = async (account: ManagedAccount): Promise<ManagedAccount | undefined> => {
    if (account.removal && (account.removal.erases || !erases)) return undefined;
    if (!account.removal && !force && (await parts.hasOpen(name))) {
      throw new Failure('conflict', 'The account has open interviews. With force=true they are cancelled');
    }
    return { ...account, state: 'removing', providerTokens: [], removal: { at: parts.now(), erases } };
  };
  const stored = await change(parts, name, expected, end, { isRemoval: true });
  await parts.audit(name, erases ? 'began to remove the account and erase its data' : 'began to remove the account');
  return stored;
}

/** The account is gone for good. Throws Failure. */
export async function dropAccount(parts: Pick<ManageParts, 'sources' | 'read'>, name: string): Promise<void> {
  const known = parts.sources.managed(name);
  if (known?.account.state !== 'removing') return;
  const secrets = decidingSecrets(parts, known.account);
  const saved = await parts.sources.store().remove(name, known.version, secrets);
  if (saved.outcome === 'saved') parts.sources.apply(name, saved.version, undefined);
}

/**
 * Saves what an account becomes; undefined leaves it as it is. Where the caller has seen no version, it is tried again
 * when another process was faster.
 */
export async function change(
  parts: ManageParts,
  name: string,
  expected: number | undefined,
  to: (account: ManagedAccount) => ManagedAccount | undefined | Promise<ManagedAccount | undefined>,
  { isRemoval = false } = {},
): Promise<StoredAccount> {
  for (let tries = 0; ; tries += 1) {
    const known = managedAccount(parts, name, expected);
    if (known.account.state === 'removing' && !isRemoval) throw removing(name);
    const next = await to(known.account);
    if (!next) return known;
    const was = decidingSecrets(parts, known.account);
    const is = decidingSecrets(parts, next);
    refuseTaken(parts, name, is);
    const saved = await parts.sources.store().save(next, known.version, { was, is });
    if (saved.outcome !== 'stale' || expected !== undefined || tries === mostTries) {
      return applied(parts, next, saved, is);
    }
    await parts.sources.refresh();
  }
}

/** What this process did it uses at once. */
export function applied(
  { sources }: ManageParts,
  account: ManagedAccount,
  saved: AccountSaved,
  secrets: readonly { setting: string }[],
): StoredAccount {
  switch (saved.outcome) {
    case 'saved':
      sources.apply(account.name, saved.version, account);
      return { account, version: saved.version };
    case 'exists':
      throw new Failure('conflict', `There is an account ${account.name} already`);
    case 'gone':
      throw noAccount(account.name);
    case 'stale':
      throw changedMeanwhile();
    case 'taken':
      throw taken(secrets[saved.at]?.setting ?? 'A secret');
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

function settled(before: Readonly<Record<string, string>>, written: WrittenSettings): Record<string, string> {
  const settings = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(written)) {
    if (value === null) settings.delete(name);
    else settings.set(name, String(value));
  }
  return Object.fromEntries(settings);
}

export function readable(
  { read }: Pick<ManageParts, 'read'>,
  name: string,
  settings: Readonly<Record<string, string>>,
): AccountSettings {
  const { account, errors } = read(name, settings);
  if (!account) throw invalid([...errors.map(asSentence), ...hints(settings, errors)].join(' '));
  return account;
}

/** One reason alone stays as it is. */
function asSentence(text: string, _at: number, { length }: readonly string[]): string {
  return length === 1 || text.endsWith('.') ? text : `${text}.`;
}

/** The caller may not know that an account without `VENDOR` has one. */
function hints({ VENDOR }: Readonly<Record<string, string>>, errors: readonly string[]): string[] {
  return VENDOR === undefined && errors.some((each) => / is missing\./.test(each))
    ? ['Another VENDOR needs others']
    : [];
}

function decidingSecrets({ read }: Pick<ManageParts, 'read'>, { name, settings }: ManagedAccount) {
  return read(name, settings).account?.decidingSecrets ?? [];
}

export function refuseTaken(
  parts: Pick<ManageParts, 'sources'>,
  name: string,
  secrets: AccountSettings['decidingSecrets'],
): void {
  const [shared] = sharedWithConfigured(parts, name, secrets);
  if (shared) throw taken(shared.setting);
}

/**
 * Which of the secrets other accounts of the configuration have too. Redis knows those of managed accounts; these only
 * the process knows, and the configuration may get one at any time.
 */
export function sharedWithConfigured(
  { sources }: Pick<ManageParts, 'sources'>,
  name: string,
  secrets: AccountSettings['decidingSecrets'],
): { setting: string; owner: string }[] {
  return secrets.flatMap(({ setting, secret }) => {
    const owner = sources
      .configured()
      .find((each) => each.settings.decidingSecrets.some((theirs) => isSameSecret(theirs.secret, secret)));
    return owner && owner.name !== name ? [{ setting, owner: owner.name }] : [];
  });
}

export function removing(name: string): Failure {
  return new Failure('conflict', `The account ${name} is being removed`);
}

function taken(setting: string): Failure {
  return new Failure(
    'conflict',
    `${setting} belongs to another account already: it decides the account, so it has to differ`,
  );
}

function changedMeanwhile(): Failure {
  return new Failure('stale', 'The account has changed since you read it: read it again');
}

function noAccount(name: string): Failure {
  // The caller may have sent anything.
  return new Failure('not-found', namePattern.test(name) ? `There is no account ${name}` : 'There is no such account');
}

function invalid(text: string): Failure {
  return new Failure('invalid-field', text);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'no settings' : [...names].sort().join(', ');
}
