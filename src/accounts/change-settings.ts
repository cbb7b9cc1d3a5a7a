import type { AccountSettings } from '../config.ts';
import { Failure } from '../errors.ts';
import { withFormerTokens } from './api-tokens.ts';
import { type Change, change, type ManageParts } from './change.ts';
import type { ManagedAccount, StoredAccount } from './managed.ts';
import { invalid } from './refusals.ts';

/** What a caller writes as a setting; null takes it away. */
export type WrittenSettings = Readonly<Record<string, string | number | boolean | null>>;

type Settings = ManagedAccount['settings'];
type SettingsChange = Required<Change> & { what: 'settings' | 'vendor' };

/** Merges settings into those of an account. `expected`: the version that the caller has seen, if any. Throws Failure. */
export async function changeSettings(
  parts: ManageParts,
  name: string,
  written: WrittenSettings,
  expected: number | undefined,
): Promise<StoredAccount> {
  const did = `changed ${namesOf(written)}`;
  const merge = (account: ManagedAccount) => ({ ...account, settings: merged(parts, account.settings, written) });
  return replaceAccount(parts, name, { expected, did }, merge);
}

/** Saves what an account becomes, its settings included, if it can have them. Throws Failure. */
export async function replaceAccount(
  parts: ManageParts,
  name: string,
  { expected, did }: { expected: number | undefined; did: string },
  to: (before: ManagedAccount) => ManagedAccount,
): Promise<StoredAccount> {
  const decide = (before: ManagedAccount) => decideSettings(parts, before, withFormerTokens(to(before), parts.now()));
  const { stored, decided } = await change(parts, name, expected, decide);
  await parts.audit(name, did);
  if (decided) await parts.onChanged(name, decided.what);
  return stored;
}

/** Throws Failure for settings that the account cannot have now. */
export async function decideSettings(
  parts: Pick<ManageParts, 'read' | 'hasOpen'>,
  { name, settings: before }: ManagedAccount,
  account: ManagedAccount,
): Promise<SettingsChange> {
  const was = parts.read(name, before);
  const is = readable(parts, name, account.settings);
  const isOtherVendor = is.vendorName !== was.vendorName;
  if (isOtherVendor && (await parts.hasOpen(name))) {
    throw new Failure('conflict', 'VENDOR cannot change while the account has open interviews');
  }
  const secrets = { was: was.decidingSecrets, is: is.decidingSecrets };
  return { account, secrets, what: isOtherVendor ? 'vendor' : 'settings' };
}

/** Throws Failure that says what is wrong with settings. */
export function readable({ read }: Pick<ManageParts, 'read'>, name: string, settings: Settings): AccountSettings {
  const { account, errors } = read(name, settings);
  if (!account) throw invalid([...errors.map(asSentence), ...hints(settings, errors)].join(' '));
  return account;
}

/** One reason alone stays as it is. */
function asSentence(text: string, _at: number, { length }: readonly string[]): string {
  return length === 1 || text.endsWith('.') ? text : `${text}.`;
}

/** The caller may not know that an account without `VENDOR` has one. */
function hints({ VENDOR }: Settings, errors: readonly string[]): string[] {
  return VENDOR === undefined && errors.some((each) => / is missing\./.test(each))
    ? ['Another VENDOR needs others']
    : [];
}

/** Throws Failure where a name that is taken away is none of a setting. */
export function merged(
  { isSetting }: Pick<ManageParts, 'isSetting'>,
  before: Settings,
  written: WrittenSettings,
): Settings {
  const settings = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(written)) {
    // One that a newer version wrote can be taken away; a misspelt one must not look as if it were.
    if (value === null && !settings.has(name) && !isSetting(name)) {
      throw invalid(`${name} is not a setting of an account`);
    }
    if (value === null) settings.delete(name);
    else settings.set(name, String(value));
  }
  return Object.fromEntries(settings);
}

export function namesOf(settings: object): string {
  const names = Object.keys(settings);
  return names.length === 0 ? 'no settings' : names.sort().join(', ');
}
