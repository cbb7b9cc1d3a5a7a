import type { StagePolicy } from '../../applications/context.ts';
import type { StageDoor } from '../../applications/ports.ts';
import type { HttpClient } from '../../http/request.ts';
import { createSpiClient } from '../api/client.ts';
import { createLimiter, type RateStore } from '../api/limiter.ts';
import { createCatalog } from './catalog.ts';
import { createComments } from './destinations/comments.ts';
import type { FactSettings } from './destinations/facts.ts';
import { createMembers } from './destinations/member.ts';
import { createRatings } from './destinations/rating.ts';
import { createStageDoor } from './door.ts';
import type { Connected } from './parts.ts';
import { quietUntil } from './quiet-hours.ts';
import type { StageSettings } from './settings.ts';
import { knownTriggers, triggersOf } from './stored-triggers.ts';
import { createTriggers } from './trigger-index.ts';
import { credentialOf } from './work.ts';

export type StageParts = {
  http: Pick<HttpClient, 'request'>;
  rates: RateStore;
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  newId: () => string;
};

type Given = StageParts & {
  account: string;
  /** Of the bridge, without a trailing slash. */
  publicUrl: string;
  userAgent: string;
  now: () => number;
  retentionMs: number;
  facts: FactSettings;
};

/** The stage door of one account: what the middle does with it, and its connection to Workable. */
export function createStage(settings: StageSettings, given: Given): { stage: StageDoor; connected: Connected } {
  const { account, now, facts, publicUrl } = given;
  const { tokens, subdomain, apiUrl, clientId, rateShare: share } = settings.api;
  const limiter = createLimiter({ ...given, store: given.rates, share });
  const address = { subdomain, apiUrl };
  const client = createSpiClient({ ...given, address, tokens, clientId, limiter });
  const catalog = createCatalog({ client, now });
  const members = createMembers({ client, email: settings.member?.email, now });
  const known = { settings: settings.triggers, template: settings.template };
  const connected: Connected = {
    client,
    catalog,
    triggers: createTriggers(settings.triggers),
    triggersWith: (record) => triggersOf(account, known, record),
    everyTrigger: (record) => knownTriggers(account, known, record),
    stageName: settings.stageName,
    template: settings.template,
    members,
    rateUse: limiter.use,
    tokens,
    credential: credentialOf(tokens[0] ?? ''),
    subdomain,
    webhookBase: `${publicUrl}/webhooks/workable/${account}`,
  };
  const policies = { result: settings.reportPolicy, other: settings.commentPolicy };
  const rating = settings.member?.isService ? settings.rating : 'off';
  const destinations = [
    createComments({ client, members, settings: facts, policies, now }),
    ...(rating === 'off' ? [] : [createRatings({ client, catalog, members, settings: facts, policy: rating, now })]),
  ];
  const policy = policyOf(settings, given.retentionMs);
  return { stage: createStageDoor({ connected, policy, destinations, now }), connected };
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
