import { isDeepStrictEqual } from 'node:util';
import type { DecidingSecret } from '../accounts/managed.ts';
import type { Policy } from '../interviews/policy.ts';
import { type CandidateSettings, type MailSettings, settleMail } from '../mail/settings.ts';
import type { SettledVendor } from '../vendors/kind.ts';
import type { CallbackHost } from '../workable/callback-hosts.ts';
import { type StageSettings, settleStages } from '../workable/stages/settings.ts';
import { type AccountDraft, decidingSecretsOf } from './account-draft.ts';
import { type Brand, brandOf } from './brand.ts';
import type { SettingsReader } from './read.ts';
import type { ValuesOf } from './row.ts';
import { type ShownSetting, shownOf } from './shown.ts';
import type { accountSettings } from './table.ts';
import type { LinkLife } from './values.ts';

/** The settings of one account. */
export type AccountSettings = {
  name: string;
  source: AccountDraft['from'];
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
    /** Whether readers may read what was said. */
    transcripts: boolean;
    sharedLinkLife: LinkLife;
    reportLinkLife: LinkLife;
    /** How shared links name the candidate. */
    sharedNames: 'full' | 'initials';
    /** IANA: of the times on reports. */
    timeZone: string;
    /** The vendor is on this machine (a sandbox), so its PDFs may be too. */
    allowsLoopback: boolean;
  };
  vendor: Pick<SettledVendor, 'settings' | 'create'>;
  brand: Brand;
  /** Absent where the bridge has no mail server for the account. */
  mail?: MailSettings;
  candidates: CandidateSettings;
  /** Absent where the account has no API token of Workable. */
  stage?: StageSettings;
};

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
  const stage = settleStages(settings, {
    isOwn: (name) => texts[name] !== undefined || texts[`${name}_FILE`] !== undefined,
    mayLackToken: draft.from === 'managed',
    addError: (error) => reader.addError(place + error),
  });
  if (stage?.transcript === 'comment' && !settings.REPORT_TRANSCRIPT) {
    reader.addError(`${place}STAGE_TRANSCRIPT=comment needs REPORT_TRANSCRIPT=true: the comment leads to that page`);
  }
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
      transcripts: settings.REPORT_TRANSCRIPT,
      sharedLinkLife: settings.SHARED_LINK_TTL,
      reportLinkLife: settings.REPORT_LINK_TTL,
      sharedNames: settings.SHARED_LINK_NAMES,
      timeZone: settings.TIMEZONE,
      allowsLoopback: isLocal,
    },
    vendor: { settings: own, create },
    brand: brandOf(settings),
    ...mail,
    ...(stage ? { stage } : {}),
  };
}

/** Whether an account with the one works as it does with the other. */
export function areSameSettings(one: AccountSettings, other: AccountSettings): boolean {
  return isDeepStrictEqual(comparable(one), comparable(other));
}

/** What a vendor does follows from its settings. */
function comparable({ vendor, ...settings }: AccountSettings) {
  return { ...settings, vendor: vendor.settings };
}
