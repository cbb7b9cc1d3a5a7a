import type { NotWritableWhy, Trigger } from '../../applications/context.ts';
import type { StoredTrigger, TriggerQuestion } from './stored-triggers.ts';

/** The events that the bridge subscribes to, each at an address of its own. */
export const subscribedEvents = ['candidate_created', 'candidate_moved', 'candidate_deleted'] as const;
export type SubscribedEvent = (typeof subscribedEvents)[number];

/** What the bridge does for an account at Workable by itself, in the order in which it comes first. */
export const tasks = ['identify', 'subscribe', 'baseline', 'poll', 'compare', 'back-fill', 'discover'] as const;
export type Task = (typeof tasks)[number];

/** How an account stands at Workable. All times epoch ms. */
export type ConnectionRecord = {
  id: string;
  account: string;
  createdAt: number;
  /** As Workable said it of the token. */
  subdomain?: string;
  company?: string;
  /** How far Workable's clock was ahead of that of the bridge, in ms; negative where it was behind. Absent: not at all. */
  aheadMs?: number;
  /** Since when Workable does not accept the token. */
  refusedSince?: number;
  tasks: Readonly<Partial<Record<Task, TaskState>>>;
  subscriptions: readonly OwnSubscription[];
  /** Events that Workable would not tell of, as it said then. */
  unsupported: readonly SubscribedEvent[];
  unsupportedAt?: number;
  poll: PollPosition;
  /** By trigger, as `job stage`: who stood there before was seen, so that they are not invited. */
  baselines: Readonly<Record<string, Baseline>>;
  compare?: { startedAt: number; done: readonly string[]; next?: string };
  /** By the name of what is parked: writing there was refused, and is tried again then. */
  parked: Readonly<Record<string, Parked>>;
  /** How a rating has to name its stage, as Workable was last seen to take it. */
  stageNaming?: StageNaming;
  /** Digest of the member and the triggers by which candidates were looked at last. */
  followed?: string;
  /** Beside those of the settings. */
  triggers?: readonly StoredTrigger[];
  /**
   * A pass over the jobs that is under way: those up to `after`, by shortcode, are done. `wanted`: the stages that it
   * looks for, by slug, for the triggers of all jobs; `stages`: what was found that matters to them.
   */
  discover?: { startedAt: number; after?: string; wanted?: readonly string[]; stages?: readonly NamedStage[] };
  /** By name, of the triggers of the settings: the stage was gone when the jobs were last looked at. */
  lost?: Readonly<Record<string, TriggerQuestion>>;
  /** By id of a trigger: who stood there before is invited after all, a few a minute. */
  backFills?: Readonly<Record<string, BackFill>>;
  /**
   * Workable was not heard of from `since` to `until`: an operator is asked before candidates are invited.
   */
  away?: { since: number; until: number };
};

/** By the stage's identifier or its number; `none`: a rating is of the stage where the candidate stands. */
export const stageNamings = ['identifier', 'id', 'none'] as const;
export type StageNaming = (typeof stageNamings)[number];

/** A stage of some job. */
export type NamedStage = { slug: string; name: string };

/** `after`: the last application that was looked at, by when it was first seen. */
export type BackFill = {
  startedAt: number;
  released: number;
  after?: { id: string; at: number };
  endedAt?: number;
  isStopped?: true;
};

/**
 * `tries`: refusals in a row. `member`: under whose name, by e-mail; another one may be allowed. `why`: Workable's lists
 * say that it would be refused. `retest`: id of the application that alone may try it again.
 */
export type Parked = {
  since: number;
  retestAt: number;
  tries?: number;
  member?: string;
  why?: Exclude<NotWritableWhy, 'no-member'>;
  retest?: string;
};

/** `okAt`: when it was last done. `problem`: why it could not be done since. */
export type TaskState = { nextAt: number; tries: number; okAt?: number; problem?: string };

/**
 * A subscription that the bridge made, or was about to make: `id` is absent until Workable has told it. `credential`:
 * digest of the token that it was made with. `endedAt`: it was replaced; what still comes is taken.
 */
export type OwnSubscription = {
  event: SubscribedEvent;
  nonce: string;
  credential: string;
  madeAt: number;
  id?: string;
  endedAt?: number;
};

/**
 * `goodUntil`: everything that changed before was seen. `startedAt`, `next`: of a pass that is under way. `farAt`: when
 * a pass last reached far back.
 */
export type PollPosition = { goodUntil?: number; startedAt?: number; next?: string; farAt?: number };

/** `doneAt`: absent while candidates are still being gone through. `retryAt`: Workable did not give the list. */
export type Baseline = { startedAt: number; next?: string; doneAt?: number; retryAt?: number };

export function newConnection(given: Pick<ConnectionRecord, 'id' | 'account'>, now: number): ConnectionRecord {
  return {
    ...given,
    createdAt: now,
    tasks: {},
    subscriptions: [],
    unsupported: [],
    poll: {},
    baselines: {},
    parked: {},
  };
}

/** After so long candidates may have moved on, and a person should know who is invited then. */
const longestAwayMs = 7 * 24 * 60 * 60_000;

/** Workable was not heard of for so long that an operator is asked before candidates are invited. */
export function isTooLongAway({ poll: { goodUntil } }: Pick<ConnectionRecord, 'poll'>, now: number): boolean {
  return goodUntil !== undefined && now - goodUntil > longestAwayMs;
}

/** The name of a trigger among the baselines. */
export function triggerName({ job, stage }: Pick<Trigger, 'job' | 'stage'>): string {
  return `${job} ${stage}`;
}

/** When anything is to be done next; epoch ms. Without a name and an accepted token nothing else can be. */
export function dueAtOf({ tasks: states, subdomain, refusedSince }: ConnectionRecord): number {
  const next = (task: Task) => states[task]?.nextAt ?? 0;
  if (subdomain === undefined || refusedSince !== undefined) return next('identify');
  return Math.min(...tasks.map(next));
}

export function nextTaskOf(record: ConnectionRecord, now: number): Task | undefined {
  const isDue = (task: Task) => (record.tasks[task]?.nextAt ?? 0) <= now;
  if (record.subdomain === undefined || record.refusedSince !== undefined)
    return isDue('identify') ? 'identify' : undefined;
  return tasks.find(isDue);
}

const waitsMs = [5_000, 30_000, 5 * 60_000];

export function withTaskDone(record: ConnectionRecord, task: Task, now: number, nextAt: number): ConnectionRecord {
  return { ...record, tasks: { ...record.tasks, [task]: { nextAt, tries: 0, okAt: now } } };
}

/** `retryAt`: when there may be an answer, where that is known. */
export function withTaskFailed(
  record: ConnectionRecord,
  task: Task,
  { now, problem, retryAt }: { now: number; problem: string; retryAt?: number | undefined },
): ConnectionRecord {
  const { tries = 0, okAt } = record.tasks[task] ?? {};
  const wait = waitsMs[Math.min(tries, waitsMs.length - 1)] ?? 0;
  const state = { nextAt: Math.max(retryAt ?? now + wait, now + 1), tries: tries + 1, problem };
  return { ...record, tasks: { ...record.tasks, [task]: { ...state, ...(okAt === undefined ? {} : { okAt }) } } };
}

/** It is done again at once. */
export function withTaskWanted(record: ConnectionRecord, task: Task, now: number): ConnectionRecord {
  const state = record.tasks[task];
  return { ...record, tasks: { ...record.tasks, [task]: { tries: 0, ...state, nextAt: now } } };
}
