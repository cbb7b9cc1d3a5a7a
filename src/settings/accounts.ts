import type { Policy } from '../interviews/policy.ts';
import { type CandidateSettings, type MailSettings, settleMail } from '../mail/settings.ts';
import type { SettledVendor, VendorKind } from '../vendors/kind.ts';
import { vendors } from '../vendors/registry.ts';
import type { CallbackHost } from '../workable/callback-hosts.ts';
import { readAccountsFile } from './accounts-file.ts';
import type { SettingsReader, Source } from './read.ts';
import type { SettingRow, SettingRows, ValuesOf } from './row.ts';
import { accountSettings } from './table.ts';
import type { LinkLife } from './values.ts';

/** The settings of one account. */
export type AccountSettings = {
  name: string;
  workable: {
    providerTokens: readonly string[];
    callbackToken: string;
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
  /** Absent where the bridge has no mail server for the account. */
  mail?: MailSettings;
  candidates: CandidateSettings;
};

/** An account that may be incomplete: it is complete if the reader found no error. */
export type AccountDraft = {
  name: string;
  source: Source;
  settings: Partial<ValuesOf<typeof accountSettings>>;
  vendor: VendorKind | undefined;
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
  if (env.ACCOUNTS_FILE === undefined) return [draftAccount(reader, 'default', environment)];
  for (const rows of [accountSettings, ...Object.values(vendors).map((vendor) => vendor.rows)]) {
    reader.check(rows, environment);
  }
  const json = accountsFile === undefined ? undefined : reader.file('ACCOUNTS_FILE', accountsFile);
  if (json === undefined) return [];
  const drafts = readAccountsFile(json, env, reader.addError).map(({ name, ...written }) => {
    const source: Source = { place: `account ${name}: `, ...written };
    const draft = draftAccount(reader, name, source, environment);
    reportUnknownNames(reader, source, draft);
    return draft;
  });
  reportSharedSecrets(reader, drafts);
  return drafts;
}

function draftAccount(reader: SettingsReader, name: string, source: Source, fallback?: Source): AccountDraft {
  const { values: settings } = reader.read(accountSettings, source, fallback);
  const vendor = settings.VENDOR === undefined ? undefined : vendors[settings.VENDOR];
  if (vendor === undefined) return { name, source, settings, vendor, vendorValues: {} };
  const { values: vendorValues, isComplete } = reader.read<SettingRows>(vendor.rows, source, fallback);
  // What is wrong with one value alone would be reported as wrong with several.
  for (const error of isComplete ? vendor.errors(vendorValues) : []) reader.addError(`${source.place}${error}`);
  return { name, source, settings, vendor, vendorValues };
}

/** Unlike the environment, an account in the file may hold only settings of the bridge. */
function reportUnknownNames(reader: SettingsReader, source: Source, draft: AccountDraft): void {
  // The names of an unknown vendor's settings are not known.
  if (draft.vendor === undefined) return;
  const known = new Set(rowsOf(draft).flatMap(([name, row]) => (row.secret ? [name, `${name}_FILE`] : [name])));
  for (const name of [...Object.keys(source.texts), ...(source.invalid ?? [])]) {
    if (!known.has(name)) reader.addError(`${source.place}${name} is not a setting of an account`);
  }
}

/** A shared token or secret would let one account see the interviews of another. */
function reportSharedSecrets(reader: SettingsReader, drafts: readonly AccountDraft[]): void {
  const owners = new Map<string, string>();
  for (const draft of drafts) {
    const values: Readonly<Record<string, unknown>> = { ...draft.settings, ...draft.vendorValues };
    for (const [setting, row] of rowsOf(draft)) {
      const secrets = row.decidesAccount ? values[setting] : undefined;
      for (const secret of Array.isArray(secrets) ? secrets : []) {
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
}

function rowsOf(draft: AccountDraft): [string, SettingRow][] {
  return Object.entries({ ...accountSettings, ...draft.vendor?.rows });
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
    workable: {
      providerTokens: settings.WORKABLE_PROVIDER_TOKEN,
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
    ...mail,
  };
}
