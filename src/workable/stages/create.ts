import type { StagePolicy, Timeline } from '../../applications/context.ts';
import type { StageDoor } from '../../applications/ports.ts';
import type { HttpClient } from '../../http/request.ts';
import type { Destination } from '../../outbox/destination.ts';
import { createSpiClient } from '../api/client.ts';
import { createLimiter, type RateStore } from '../api/limiter.ts';
import { createCatalog } from './catalog.ts';
import type { ConnectionRecord } from './connection.ts';
import { createScoreAttribute } from './destinations/attribute.ts';
import { createComments, type LoadPdf } from './destinations/comments.ts';
import type { FactSettings } from './destinations/facts.ts';
import { createGate } from './destinations/gate.ts';
import { createMembers } from './destinations/member.ts';
import { createMoves } from './destinations/move.ts';
import { createRatings } from './destinations/rating.ts';
import type { LoadTranscript } from './destinations/spoken.ts';
import type { StageNamings } from './destinations/stage-namings.ts';
import { createStageDoor } from './door.ts';
import type { Parking } from './parking.ts';
import type { Connected } from './parts.ts';
import { createPeople } from './people.ts';
import { quietUntil } from './quiet-hours.ts';
import type { StageSettings } from './settings.ts';
import { knownTriggers, triggersOf } from './stored-triggers.ts';
import { credentialOf } from './work.ts';

export type StageParts = {
  http: Pick<HttpClient, 'request'>;
  rates: RateStore;
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  newId: () => string;
  parking: Parking;
  stageNamings: StageNamings;
  loadPdf: LoadPdf;
  /** A call was answered 401; `sentAt`: when it was sent, epoch ms. Never throws. */
  suspectToken: (account: string, sentAt: number) => Promise<void>;
  loadTranscript: LoadTranscript;
};

type Given = StageParts & {
  account: string;
  /** Of the bridge, without a trailing slash. */
  publicUrl: string;
  userAgent: string;
  now: () => number;
  retentionMs: number;
  facts: FactSettings;
  /** Until when a token verifies webhooks, epoch ms; absent: for ever. */
  verifiesUntil?: (token: string) => number;
};

type CallParts = Pick<Given, 'http' | 'rates' | 'sleep' | 'newId' | 'account' | 'userAgent' | 'now'>;

/** Calls to Workable's API with the first token of such settings, which need not be those of the account yet. */
export function createCalls(settings: StageSettings['api'], given: CallParts) {
  const { tokens, subdomain, apiUrl, clientId, rateShare: share } = settings;
  const limiter = createLimiter({ ...given, store: given.rates, share });
  let found: string | undefined;
  const address = {
    get subdomain() {
      return subdomain ?? found;
    },
    apiUrl,
  };
  return {
    client: createSpiClient({ ...given, address, tokens, clientId, limiter }),
    rateUse: limiter.use,
    clock: limiter.clock,
    follow({ subdomain: name = found, aheadMs = 0 }: Pick<ConnectionRecord, 'subdomain' | 'aheadMs'>): void {
      found = name;
      limiter.clock.assume(aheadMs);
    },
  };
}

/** The stage door of one account: what the middle does with it, and its connection to Workable. */
export function createStage(settings: StageSettings, given: Given): { stage: StageDoor; connected: Connected } {
  const { account, now, publicUrl } = given;
  const { tokens, subdomain } = settings.api;
  const { client, rateUse, clock, follow } = createCalls(settings.api, { ...given, http: watched(given) });
  const catalog = createCatalog({ client, now });
  const members = createMembers({ client, email: settings.member?.email, now });
  const known = { settings: settings.triggers, template: settings.template };
  const connected: Connected = {
    client,
    catalog,
    people: createPeople({ client, now }),
    triggersWith: (record) => triggersOf(account, known, record),
    everyTrigger: (record) => knownTriggers(account, known, record),
    stageName: settings.stageName,
    template: settings.template,
    members,
    rateUse,
    clock,
    tokensAt: (at) => tokens.filter((token) => (given.verifiesUntil?.(token) ?? Number.POSITIVE_INFINITY) > at),
    credential: credentialOf(tokens[0] ?? ''),
    subdomain,
    member: settings.member?.email,
    follow,
    webhookBase: `${publicUrl}/webhooks/workable/${account}`,
  };
  const destinations = settings.member ? destinationsOf(settings, settings.member, connected, given) : [];
  const policy = policyOf(settings, given.retentionMs);
  const { parking } = given;
  return { stage: createStageDoor({ account, connected, policy, destinations, parking, now }), connected };
}

/** The same, where every answer 401 has the token looked at. */
function watched({ http, account, now, suspectToken }: Given): Pick<HttpClient, 'request'> {
  return {
    async request(options) {
      const sentAt = now();
      const answer = await http.request(options);
      if (answer.status === 401) await suspectToken(account, sentAt);
      return answer;
    },
  };
}

/** In the order in which they are written: comments are read first. */
function destinationsOf(
  { rating, scoreAttribute, advanceTo, rejectReason, ...settings }: StageSettings,
  member: NonNullable<StageSettings['member']>,
  connected: Connected,
  { account, parking, stageNamings: namings, loadPdf, loadTranscript, facts, now }: Given,
): Destination<Timeline>[] {
  const { client } = connected;
  const gate = createGate({ parking, account, member: member.email, now });
  const shared = { connected, client, gate, members: connected.members, now };
  const policies = { result: settings.reportPolicy, other: settings.commentPolicy };
  const isMoving = advanceTo !== undefined || rejectReason !== undefined;
  return [
    createComments({
      ...shared,
      settings: facts,
      policies,
      ...(settings.attachesPdf ? { loadPdf } : {}),
      ...(settings.transcript === 'comment' ? { loadTranscript } : {}),
    }),
    // Workable keeps one evaluation of a member in a stage: ours would replace a person's.
    ...(rating !== 'off' && member.isService
      ? [createRatings({ ...shared, account, namings, settings: facts, policy: rating })]
      : []),
    ...(scoreAttribute === undefined ? [] : [createScoreAttribute({ client, gate, attribute: scoreAttribute })]),
    ...(isMoving ? [createMoves({ ...shared, settings: { advanceTo, rejectReason } })] : []),
  ];
}

function policyOf(settings: StageSettings, retentionMs: number): StagePolicy {
  const { inviteDelayMs, quietHours, onLeave, onReturn } = settings;
  return {
    inviteDelayMs,
    ...(quietHours ? { quietUntil: (now: number) => quietUntil(quietHours, now) } : {}),
    onLeave,
    onReturn,
    retentionMs,
  };
}
