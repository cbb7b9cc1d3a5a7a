import type { ManagedAccount } from './accounts/managed.ts';
import { againToken } from './applications/again.ts';
import { createNotice } from './applications/notice.ts';
import type { StageDoor } from './applications/ports.ts';
import type { AccountSettings } from './config.ts';
import { Failure } from './errors.ts';
import type { HttpClient } from './http/request.ts';
import type { Concluded, Known } from './interviews/plan.ts';
import type { Capabilities, Vendor } from './interviews/ports/vendor.ts';
import type { Emit } from './interviews/ports.ts';
import { limits } from './limits.ts';
import { createMail } from './mail/destination.ts';
import type { CandidateAccount } from './mail/routes.ts';
import { openTransport, type Transport } from './mail/transport.ts';
import type { Destination } from './outbox/destination.ts';
import type { ReportAddresses } from './reports/address.ts';
import type { ReportAccount } from './reports/routes.ts';
import { offersTranscript } from './reports/transcript.ts';
import type { TraceMails } from './tracing/tracing.ts';
import type { VendorPages } from './vendors/kind.ts';
import { createCallback } from './workable/callback.ts';
import { checkCallbackUrl } from './workable/callback-hosts.ts';
import { resultDocument } from './workable/result.ts';
import type { WorkableAccount } from './workable/routes.ts';
import { createStage, type StageParts } from './workable/stages/create.ts';
import type { FactSettings } from './workable/stages/destinations/facts.ts';
import type { Connected } from './workable/stages/parts.ts';

/**
 * An account with everything that parts of the bridge need. `checkMail`: whether the mail server takes our log-in;
 * absent where the account has none.
 */
export type BridgeAccount = WorkableAccount &
  ReportAccount & { checkMail?: Transport['check'] } & CandidateAccount &
  VendorPages & {
    settings: AccountSettings;
    /** Both absent where the account has no API token of Workable; `stage` too while the account is being removed. */
    stage?: StageDoor;
    connected?: Connected;
    close(): void;
  };

export type AccountParts = {
  /** One client each: calls that wait for one peer take no connection from calls to the other. */
  http: { vendor: HttpClient; callbacks: HttpClient };
  addresses: ReportAddresses;
  /** Without a trailing slash. */
  publicUrl: string;
  userAgent: string;
  now: () => number;
  emit?: Emit;
  /** Absent where no mails are traced. */
  traceMails?: TraceMails;
  /** Absent where nothing is written to Workable's API. `notify`: an application's interview has changed. */
  stage?: StageParts & { notify: (account: string, candidateId: string) => Promise<void> };
};

/**
 * What only managed accounts have. While one is being removed, none of its tokens works. `verifiesUntil`: until when an
 * API token does, epoch ms.
 */
type Managed = {
  state: ManagedAccount['state'];
  providerTokenDigests: readonly string[];
  verifiesUntil?: (apiToken: string) => number;
};

export function createAccount(
  settings: AccountSettings,
  parts: AccountParts,
  { state, providerTokenDigests, verifiesUntil }: Managed = { state: 'active', providerTokenDigests: [] },
): BridgeAccount {
  const { http, addresses, publicUrl, userAgent, now, emit } = parts;
  const { name, policy, workable, reports } = settings;
  const { declinedStatus, excelledFrom, callbackHosts, callbackToken, providerTokens } = workable;
  const resultSettings = {
    declinedStatus,
    excelledFrom,
    reports: reports.mode,
    ...addresses,
  };
  const render = (subject: Concluded) => resultDocument(subject, resultSettings);
  const own = createVendor(settings, { http, publicUrl, now, ...(emit ? { emit } : {}) });
  const isPaused = state === 'paused';
  const vendor = isPaused ? uncalled(own) : own;
  const isAllowedCallback = (url: string) => checkCallbackUrl(url, callbackHosts) !== undefined;
  const mail = createMailOf(settings, vendor, parts);
  const stage = createStageOf(settings, vendor, parts, verifiesUntil);
  return {
    name,
    settings,
    isPaused,
    policy: isAskedAgain(vendor.capabilities) ? { ...policy, asksAfterResultMs: limits.resultPolledMs } : policy,
    vendor,
    ...(vendor.candidateAt ? { candidateAt: vendor.candidateAt } : {}),
    ...(vendor.prove ? { prove: vendor.prove } : {}),
    ...(vendor.webhookAbout ? { webhookAbout: vendor.webhookAbout } : {}),
    destinations: [
      createCallback({
        http: http.callbacks,
        token: callbackToken,
        userAgent,
        now,
        render,
        isAllowed: isAllowedCallback,
      }),
      ...mail.destinations,
      ...(stage ? [createNotice({ notify: stage.notify })] : []),
    ],
    // Of an account that is being removed nothing goes on at Workable but the end of its webhooks.
    ...(stage ? { connected: stage.connected, hasTwoDoors: true } : {}),
    ...(stage && state !== 'removing' ? { stage: stage.stage } : {}),
    render,
    providerTokens: state === 'removing' ? [] : providerTokens,
    providerTokenDigests,
    isAllowedCallback,
    sharedLinkLife: reports.sharedLinkLife,
    reports: { ...reports, excelledFrom, brand: settings.brand },
    candidates: settings.candidates,
    close: mail.close,
    ...(mail.check ? { checkMail: mail.check } : {}),
  };
}

/** Where the account has an API token of Workable. */
function createStageOf(
  { name, stage, policy, mail, workable, reports }: AccountSettings,
  vendor: Vendor & VendorPages,
  { stage: parts, addresses, publicUrl, userAgent, now }: AccountParts,
  verifiesUntil?: Managed['verifiesUntil'],
) {
  if (!stage || !parts) return undefined;
  const facts: FactSettings = {
    vendorTitle: vendor.title,
    vendorMails: vendor.capabilities.invites === 'mail',
    bridgeMails: mail !== undefined,
    opensForMs: policy.invitationExpiresAfterMs,
    excelledFrom: workable.excelledFrom,
    reportUrl: addresses.reportUrl,
    hasTranscript: (record, outcome) =>
      stage.transcript !== 'off' && offersTranscript({ account: { vendor, reports }, record }, outcome),
    transcriptUrl: addresses.transcriptUrl,
    againUrl: (record, entry) => `${publicUrl}/again/${againToken(record, entry)}`,
    candidateUrl: ({ candidateLink }) => candidateLink,
  };
  const given = {
    ...parts,
    account: name,
    publicUrl,
    userAgent,
    now,
    retentionMs: policy.retentionMs,
    facts,
    ...(verifiesUntil ? { verifiesUntil } : {}),
  };
  return { notify: parts.notify, ...createStage(stage, given) };
}

/** Where the account has no mail server, no invitation waits for one. */
function createMailOf(
  { mail, candidates, policy }: AccountSettings,
  vendor: Vendor,
  { publicUrl, now, traceMails }: AccountParts,
): { destinations: Destination<Known>[]; close(): void; check?: Transport['check'] } {
  if (!mail) return { destinations: [], close: () => undefined };
  const opened = openTransport(mail.server);
  const transport = traceMails ? { ...opened, send: traceMails(opened.send, mail.server) } : opened;
  const opensForMs = policy.invitationExpiresAfterMs;
  const parts = { transport, settings: mail, candidates, vendorTitle: vendor.title, opensForMs, publicUrl, now };
  return { destinations: [createMail(parts)], close: transport.close, check: transport.check };
}

function createVendor(
  { name, vendor, mail, brand }: AccountSettings,
  { http, publicUrl, now, emit }: Pick<AccountParts, 'http' | 'publicUrl' | 'now' | 'emit'>,
): Vendor & VendorPages {
  const created = vendor.create({
    http: http.vendor,
    account: name,
    publicUrl,
    canMail: mail !== undefined,
    now,
    onIgnored(fields) {
      for (const detail of fields) emit?.({ event: 'field', outcome: 'ignored', account: name, detail });
    },
  });
  return brand.name === undefined ? created : { ...created, title: brand.name };
}

/** A vendor whose webhooks are still taken, and which is never called. */
function uncalled<Each extends Vendor>(vendor: Each): Each {
  const refuse = async (): Promise<never> => {
    throw new Failure('paused', 'This account is paused');
  };
  const { find, fetchDetails, fetchTranscript, cancel, makeReport, complain, check } = vendor;
  const calls = { find, fetchDetails, fetchTranscript, cancel, makeReport, complain, check };
  const refused = Object.entries(calls).flatMap(([name, call]) => (call ? [[name, refuse] as const] : []));
  const always = { listTemplates: refuse, listJobs: refuse, invite: refuse, fetch: refuse };
  return { ...vendor, ...always, ...Object.fromEntries(refused) };
}

/** Its results may change without a webhook that says so surely, and asking about one costs one call. */
function isAskedAgain({ settled, canAsk }: Capabilities): boolean {
  return settled === 'never' && canAsk === 'one';
}
