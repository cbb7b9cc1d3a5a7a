import { randomUUID } from 'node:crypto';
import type { EventLog } from '../event-log.ts';
import { seedDefinitions } from './definitions.ts';
import { keepAttempt, keepProfile, recall, type VendorKept } from './memory.ts';
import type {
  LoggedRequest,
  LoggedWebhook,
  Merchant,
  Misbehaviour,
  Profile,
  SandboxAttempt,
  SandboxInvitation,
  VendorSwitches,
} from './types.ts';

/** The state of the fake vendor, in memory except for what is in its event log. */
export type VendorState = {
  switches: VendorSwitches;
  /** There is at least one. */
  merchants: Merchant[];
  profiles: Map<string, Profile>;
  invitations: SandboxInvitation[];
  attempts: SandboxAttempt[];
  requests: LoggedRequest[];
  webhooks: LoggedWebhook[];
  misbehaviours: Misbehaviour[];
  /** Report links by their token. */
  reportLinks: Map<string, { attemptId: string; validUntil: number }>;
  changes: number;
  eventLog: EventLog<VendorKept> | undefined;
};

export function createState(first: Merchant, eventLog?: EventLog<VendorKept>): VendorState {
  const state: VendorState = {
    switches: {
      definitions: seedDefinitions(Date.now()),
      now: Date.now,
      payloadShape: 'current',
      nullExternalId: false,
      dropWebhooks: false,
      webhookRetryDelaysMs: [1_000, 2_000, 5_000, 10_000, 30_000],
      webhookTimeoutMs: 5_000,
      automaticReports: false,
      reportLinkTtlSeconds: 3_600,
      registrationShape: 'array',
      registrationTellsProfile: false,
      invitationsLeft: null,
      detailsExtra: {},
    },
    merchants: [first],
    profiles: new Map(),
    invitations: [],
    attempts: [],
    requests: [],
    webhooks: [],
    misbehaviours: [],
    reportLinks: new Map(),
    changes: 0,
    eventLog,
  };
  if (eventLog) recall(state, eventLog);
  return state;
}

export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Where a merchant's candidate is in `profiles`: merchants know nothing of each other's. */
export function profileKey({ merchant, email }: Pick<Profile, 'merchant' | 'email'>): string {
  return `${merchant} ${normalEmail(email)}`;
}

/** The candidate of a merchant with this e-mail; created if there is none. */
export function profileOf(state: VendorState, merchant: number, email: string): Profile {
  const key = profileKey({ merchant, email });
  const now = state.switches.now();
  const known = state.profiles.get(key);
  if (known !== undefined) return known;
  const profile: Profile = {
    id: randomUUID(),
    merchant,
    email: normalEmail(email),
    name: null,
    externalId: null,
    isInvited: false,
    createdAt: now,
    updatedAt: now,
  };
  state.profiles.set(key, profile);
  keepProfile(state, profile);
  return profile;
}

export function beginAttempt(
  state: VendorState,
  merchant: number,
  email: string,
  definitionId: string,
): SandboxAttempt {
  const now = state.switches.now();
  const attempt: SandboxAttempt = {
    id: randomUUID(),
    rowId: randomUUID(),
    definitionId,
    profile: profileOf(state, merchant, email),
    result: {},
    reportValidUntil: null,
    pendingReasons: [],
    createdAt: now,
    endedAt: null,
    updatedAt: now,
    touched: ++state.changes,
  };
  state.attempts.push(attempt);
  keepAttempt(state, attempt);
  return attempt;
}

export function findAttempt(state: VendorState, attemptId: string): SandboxAttempt | undefined {
  return state.attempts.find((attempt) => attempt.id === attemptId);
}

export function findDefinition(state: VendorState, definitionId: string) {
  return state.switches.definitions.find((definition) => definition.id === definitionId);
}
