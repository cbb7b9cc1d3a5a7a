import { randomUUID } from 'node:crypto';
import type { EventLog } from '../event-log.ts';
import { seedDefinitions } from './definitions.ts';
import { keepAttempt, keepProfile, recall, type VendorKept } from './memory.ts';
import type {
  LoggedRequest,
  LoggedWebhook,
  Misbehaviour,
  Profile,
  SandboxAttempt,
  SandboxInvitation,
  VendorSwitches,
} from './types.ts';

/** The state of the fake vendor, in memory except for what is in its event log. */
export type VendorState = {
  switches: VendorSwitches;
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

export function createState(eventLog?: EventLog<VendorKept>): VendorState {
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

function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** The candidate with this e-mail; created if there is none. */
export function profileOf(state: VendorState, email: string): Profile {
  const key = normalEmail(email);
  const now = state.switches.now();
  const known = state.profiles.get(key);
  if (known !== undefined) return known;
  const profile: Profile = {
    id: randomUUID(),
    email: key,
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

export function beginAttempt(state: VendorState, email: string, definitionId: string): SandboxAttempt {
  const now = state.switches.now();
  const attempt: SandboxAttempt = {
    id: randomUUID(),
    rowId: randomUUID(),
    definitionId,
    profile: profileOf(state, email),
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
