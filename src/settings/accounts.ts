import { type DecidingSecret, endsOf } from '../accounts/managed.ts';
import type { Policy } from '../interviews/policy.ts';
import { type CandidateSettings, type MailSettings, settleMail } from '../mail/settings.ts';
import type { SettledVendor, VendorKind } from '../vendors/kind.ts';
import { vendors } from '../vendors/registry.ts';
import type { CallbackHost } from '../workable/callback-hosts.ts';
import { readAccountsFile } from './accounts-file.ts';
import { type Brand, brandOf } from './brand.ts';
import { createSettingsReader, type Defaults, type SettingsReader, type Source } from './read.ts';
import type { SettingRow, SettingRows, ValuesOf } from './row.ts';
import { accountSettings } from './table.ts';
import type { LinkLife } from './values.ts';

/** A secret is shown as its last characters. */
export type ShownSetting = string | { set: true; ends: string };

/** The settings of one account. */
export type AccountSettings = {
  name: string;
  source: 'environment' | 'file' | 'managed';
  /** The value of VENDOR. */
  vendorName: string;
  /** What is set, by the names of settings; defaults are left out. */
  shown: Readonly<Record<string, ShownSetting>>;
  /** By which requests find it: no other account may have one of them. */
  decidingSecrets: readonly DecidingSecret[];
  workable: {
    providerTokens: readonly string[];
    /** Only a managed account may have none yet: its results wait. */
    callbackToken: string | undefined;
    callbackHosts: readonly CallbackHost[];
    declinedStatus: 'declined' | 'rejected';
    /** A percentage. */
    excelledFrom: number;
  };
  policy: Policy;
  reports: {
    mode: 'as-sent' | 'on-demand';
    sharedLinkLife: LinkLife;
    reportLinkLife: LinkLife;
    /** The vendor is on this machine (a sandbox), so its PDFs may be too. */
    allowsLoopback: boolean;
  };
  vendor: Pick<SettledVendor, 'settings' | 'create'>;
  brand: Brand;
  /** Absent where the bridge has no mail server for the account. */
  mail?: MailSettings;
  candidates: CandidateSettings;
};

/** An account that may be incomplete: it is complete if the reader found no error. */
export type AccountDraft = {
  name: string;
  from: AccountSettings['source'];
  source: Source;
  /** Where a setting stands that the account itself does not have. */
  fallback?: Source;
  settings: Partial<ValuesOf<typeof accountSettings>>;
  vendor: VendorKind | undefined;
  /** The settings that it may have, by its vendor. */
  rows: readonly (readonly [string, SettingRow])[];
  vendorValues: Partial<ValuesOf<SettingRows>>;
};

/**
 * The accounts of ACCOUNTS_FILE or, where it is not set, the one in the environment. Errors are reported to the reader.
 */
export function draftAccounts(
  reader: SettingsReader,
  env: Readonly<Record<string, string | undefined>>,
  accountsFile: string | undefined,
): AccountDraft[] {
  const environment: Source = { place: '', texts: env };
  if (env.ACCOUNTS_FILE === undefined) {
    return isManagedAlone(env)
      ? []
      : [draftAccount(reader, { name: 'default', from: 'environment', source: environment })];
  }
  for (const rows of [accountSettings, ...Object.values(vendors).map((vendor) => vendor.rows)]) {
    reader.check(rows, environment);
  }
  const json = accountsFile === undefined ? undefined : reader.file('ACCOUNTS_FILE', accountsFile);
  if (json === undefined) return [];
  const drafts = readAccountsFile(json, env, reader.addError).map(({ name, ...written }) => {
    const source: Source = { place: `account ${name}: `, ...written };
    const draft = draftAccount(reader, { name, from: 'file', source, fallback: environment });
    reportUnknownNames(reader, source, draft);
    return draft;
  });
  reportSharedSecrets(reader, drafts);
  return drafts;
}

/**
 * Nothing in the environment is an account's own, and all that managed accounts need is there: then there is no account
 * until one is made.
 */
function isManagedAlone(env: Readonly<Record<string, string | undefined>>): boolean {
  const own = [accountSettings, ...Object.values(vendors).map(({ rows }) => rows)].flatMap((rows) =>
    Object.entries<SettingRow>(rows).flatMap(([name, row]) => (row.secret ? [name, `${name}_FILE`] : [])),
  );
  const has = (name: string) => env[name] !== undefined || env[`${name}_FILE`] !== undefined;
  return has('DATA_KEY') && has('OPERATOR_TOKEN') && !own.some((name) => env[name] !== undefined);
}

type Written = Pick<AccountDraft, 'name' | 'from' | 'source' | 'fallback'>;

function draftAccount(reader: SettingsReader, written: Written): AccountDraft {
  const { source, fallback, from } = written;
  const asked = from === 'managed' ? managedSettings : accountSettings;
  const { values: settings } = reader.read<SettingRows>(asked, source, fallback) as {
    values: AccountDraft['settings'];
  };
  const vendor = settings.VENDOR === undefined ? undefined : vendors[settings.VENDOR];
  const rows = Object.entries<SettingRow>({ ...accountSettings, ...vendor?.rows });
  if (vendor === undefined) return { ...written, settings, vendor, rows, vendorValues: {} };
  const { values: vendorValues, isComplete } = reader.read<SettingRows>(vendor.rows, source, fallback);
  // What is wrong with one value alone would be reported as wrong with several.
  for (const error of isComplete ? vendor.errors(vendorValues) : []) reader.addError(`${source.place}${error}`);
  return { ...written, settings, vendor, rows, vendorValues };
}

/** Of a managed account Workable's tokens may come later, and the bridge makes its own. */
const managedSettings = {
  ...accountSettings,
  WORKABLE_PROVIDER_TOKEN: { ...accountSettings.WORKABLE_PROVIDER_TOKEN, optional: true },
  WORKABLE_CALLBACK_TOKEN: { ...accountSettings.WORKABLE_CALLBACK_TOKEN, optional: true },
} satisfies SettingRows;

type ManagedSources = {
  env: Readonly<Record<string, string | undefined>>;
  readFile: (path: string) => string;
  defaults: Defaults;
};

/**
 * A managed account as it was written. What it leaves out comes from the environment, then from the default, but never a
 * secret. `errors`: what is wrong, one sentence each.
 */
export function readManagedAccount(
  name: string,
  texts: Readonly<Record<string, string>>,
  { env, readFile, defaults }: ManagedSources,
): { account?: AccountSettings; errors: readonly string[] } {
  const reader = createSettingsReader(readFile, defaults);
  const refuse = (setting: string) => reader.addError(`${setting} is not a setting of an account`);
  // Before anything is read: NAME_FILE would have a file of this machine read.
  const strange = Object.keys(texts).filter((setting) => !isOfAnyAccount(setting));
  strange.forEach(refuse);
  if (strange.length > 0) return { errors: [...reader.errors] };
  const source: Source = { place: '', texts };
  const draft = draftAccount(reader, { name, from: 'managed', source, fallback: { place: '', texts: env } });
  const known = new Map(draft.rows);
  for (const setting of draft.vendor ? Object.keys(texts) : []) {
    const row = known.get(setting);
    if (!row) refuse(setting);
    else if (row.onThisMachine) reader.addError(`${setting} names a place on the bridge's machine: set it there`);
  }
  if (reader.errors.size > 0) return { errors: [...reader.errors] };
  const account = completeAccount(reader, draft);
  return reader.errors.size > 0 ? { errors: [...reader.errors] } : { account, errors: [] };
}

/** Whether it is a setting of accounts, whatever their vendor. */
export function isOfAnyAccount(name: string): boolean {
  return [accountSettings, ...Object.values(vendors).map(({ rows }) => rows)].some((rows) => Object.hasOwn(rows, name));
}

/** Unlike the environment, an account in the file may hold only settings of the bridge. */
function reportUnknownNames(reader: SettingsReader, source: Source, draft: AccountDraft): void {
  // The names of an unknown vendor's settings are not known.
  if (draft.vendor === undefined) return;
  const known = new Set(draft.rows.flatMap(([name, row]) => (row.secret ? [name, `${name}_FILE`] : [name])));
  for (const name of [...Object.keys(source.texts), ...(source.invalid ?? [])]) {
    if (!known.has(name)) reader.addError(`${source.place}${name} is not a setting of an account`);
  }
}

/** A shared token or secret would let one account see the interviews of another. */
function reportSharedSecrets(reader: SettingsReader, drafts: readonly AccountDraft[]): void {
  const owners = new Map<string, string>();
  for (const draft of drafts) {
    for (const { setting, secret } of decidingSecretsOf(draft)) {
      const owner = owners.get(`${setting} ${secret}`) ?? draft.name;
      owners.set(`${setting} ${secret}`, owner);
      if (owner !== draft.name) {
        reader.addError(
          `accounts ${owner} and ${draft.name} share a ${setting}: it decides the account, so it has to differ`,
        );
      }
    }
  }
}

function decidingSecretsOf(draft: AccountDraft): DecidingSecret[] {
  const values: Readonly<Record<string, unknown>> = { ...draft.settings, ...draft.vendorValues };
  return draft.rows.flatMap(([setting, row]) => {
    const secrets = row.decidesAccount ? values[setting] : undefined;
    return (Array.isArray(secrets) ? secrets : []).map((secret) => ({ setting, secret: String(secret) }));
  });
}

/** As they were written, without secrets. What no setting is called could be one. */
export function maskedSettings(texts: Readonly<Record<string, string>>): Record<string, ShownSetting> {
  const rows = new Map(
    [accountSettings, ...Object.values(vendors).map((vendor) => vendor.rows)].flatMap((each) =>
      Object.entries<SettingRow>(each),
    ),
  );
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      rows.get(name)?.secret === undefined && rows.has(name) ? text : { set: true, ends: endsOf(text) },
    ]),
  );
}

/** A secret may stand in a file: then its value is all that is known of it. */
function shownOf(draft: AccountDraft): Record<string, ShownSetting> {
  const values: Readonly<Record<string, unknown>> = { ...draft.settings, ...draft.vendorValues };
  return Object.fromEntries(
    draft.rows.flatMap(([name, row]): [string, ShownSetting][] => {
      const text = draft.source.texts[name] ?? (row.secret ? undefined : draft.fallback?.texts[name]);
      if (!row.secret) return text === undefined ? [] : [[name, text]];
      const value = text ?? [values[name]].flat().at(-1);
      return value === undefined ? [] : [[name, { set: true, ends: endsOf(typeof value === 'string' ? value : '') }]];
    }),
  );
}

/** For drafts read without an error. What is wrong with values together is reported to the reader. */
export function completeAccount(reader: SettingsReader, draft: AccountDraft): AccountSettings {
  if (draft.vendor === undefined) throw new Error(`The account ${draft.name} has no vendor`);
  const settings = draft.settings as ValuesOf<typeof accountSettings>;
  const {
    asksDetails,
    reportMode,
    isLocal,
    askEveryMs,
    needsMail,
    settings: own,
    create,
  } = draft.vendor.settle(draft.vendorValues);
  const { place, texts } = draft.source;
  const mail = settleMail(settings, {
    needsMail,
    isOwn: (name) => texts[name] !== undefined || texts[`${name}_FILE`] !== undefined,
    read: (label, path) => reader.optionalFile(place + label, path),
    addError: (error) => reader.addError(place + error),
  });
  return {
    name: draft.name,
    source: draft.from,
    vendorName: settings.VENDOR,
    shown: shownOf(draft),
    decidingSecrets: decidingSecretsOf(draft),
    workable: {
      providerTokens: settings.WORKABLE_PROVIDER_TOKEN ?? [],
      callbackToken: settings.WORKABLE_CALLBACK_TOKEN,
      callbackHosts: settings.WORKABLE_CALLBACK_HOSTS,
      declinedStatus: settings.WORKABLE_DECLINED_STATUS,
      excelledFrom: settings.EXCELLED_FROM,
    },
    policy: {
      invitationExpiresAfterMs: settings.INVITATION_EXPIRES_AFTER,
      retryGraceMs: settings.RETRY_GRACE,
      resultHoldMs: settings.RESULT_HOLD,
      retentionMs: settings.RETENTION,
      askEveryMs: settings.ASK_EVERY ?? askEveryMs,
      asksDetails,
      retryScheduleMs: settings.DELIVERY_RETRY_SCHEDULE,
      giveUpAfterMs: settings.DELIVERY_GIVE_UP_AFTER,
    },
    reports: {
      mode: reportMode,
      sharedLinkLife: settings.SHARED_LINK_TTL,
      reportLinkLife: settings.REPORT_LINK_TTL,
      allowsLoopback: isLocal,
    },
    vendor: { settings: own, create },
    brand: brandOf(settings),
    ...mail,
  };
}
