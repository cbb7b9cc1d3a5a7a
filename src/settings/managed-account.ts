import type { DecidingSecret } from '../accounts/managed.ts';
import { type AccountDraft, decidingSecretsOf, draftAccount } from './account-draft.ts';
import { type AccountSettings, completeAccount } from './accounts.ts';
import { createSettingsReader, type Defaults, type SettingsReader } from './read.ts';
import { accountRows, accountSettings } from './table.ts';

type Sources = {
  env: Readonly<Record<string, string | undefined>>;
  readFile: (path: string) => string;
  defaults: Defaults;
};

/** What is known of a managed account by its settings; some of it also where others of them are wrong. */
export type ManagedReading = {
  /** Absent where anything is wrong. */
  account?: AccountSettings;
  /** What is wrong, one sentence each. */
  errors: readonly string[];
  /** The value of VENDOR; absent where that is wrong. */
  vendorName?: string;
  decidingSecrets: readonly DecidingSecret[];
  retentionMs: number;
};

/**
 * A managed account as it was written. What it leaves out comes from the environment, then from the default, but never a
 * secret.
 */
export function readManagedAccount(
  name: string,
  texts: Readonly<Record<string, string>>,
  { env, readFile, defaults }: Sources,
): ManagedReading {
  const reader = createSettingsReader(readFile, defaults);
  // A name that is no setting is not read: NAME_FILE would have a file of this machine read.
  const [known, strange] = [
    Object.keys(texts).filter(isSetting),
    Object.keys(texts).filter((each) => !isSetting(each)),
  ];
  const source = { place: '', texts: Object.fromEntries(known.map((setting) => [setting, texts[setting]])) };
  const draft = draftAccount(reader, { name, from: 'managed', source, fallback: { place: '', texts: env } });
  const { account, errors } = strange.length > 0 ? { errors: strange.map(refusal) } : complete(reader, draft, known);
  const { VENDOR: vendorName, RETENTION: retentionMs = defaultRetentionMs() } = draft.settings;
  return {
    ...(account ? { account } : {}),
    errors,
    ...(vendorName === undefined ? {} : { vendorName }),
    decidingSecrets: account?.decidingSecrets ?? decidingSecretsOf(draft),
    retentionMs,
  };
}

/** `known`: the settings that are written, all of which are settings of accounts of some vendor. */
function complete(
  reader: SettingsReader,
  draft: AccountDraft,
  known: readonly string[],
): { account?: AccountSettings; errors: readonly string[] } {
  const rows = new Map(draft.rows);
  for (const setting of draft.vendor ? known : []) {
    const row = rows.get(setting);
    if (!row) reader.addError(refusal(setting));
    else if (row.onThisMachine) reader.addError(`${setting} names a place on the bridge's machine: set it there`);
  }
  if (reader.errors.size > 0) return { errors: [...reader.errors] };
  const account = completeAccount(reader, draft);
  return reader.errors.size > 0 ? { errors: [...reader.errors] } : { account, errors: [] };
}

/** Whether it is a setting of accounts, whatever their vendor. */
export function isSetting(name: string): boolean {
  return Object.hasOwn(accountRows, name);
}

function refusal(setting: string): string {
  return `${setting} is not a setting of an account`;
}

function defaultRetentionMs(): number {
  const { value, default: text } = accountSettings.RETENTION;
  return value.parse(text);
}
