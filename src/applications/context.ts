import type { Known } from '../interviews/plan.ts';
import type { Destination } from '../outbox/destination.ts';
import type { Entry } from './entries.ts';
import type { ApplicationRecord } from './record.ts';
import type { Place } from './snapshot.ts';

/** The settings of one account that decide about its applications. All durations in milliseconds. */
export type StagePolicy = {
  /** Time to undo a mistake: a shorter stay leaves no trace. */
  inviteDelayMs: number;
  /** Until when no candidate is invited, epoch ms; undefined where it is no quiet hour. */
  quietUntil?: (now: number) => number | undefined;
  onLeave: 'withdraw' | 'keep';
  onReturn: 'ask' | 'always' | 'never';
  retentionMs: number;
};

/** Candidates who stand in a place are interviewed with a template. */
export type Trigger = Place & { templateId: string };

/** `sample`: made by the applicant tracking system to try it out. `unknown`: it has to be looked up first. */
export type JobState = 'open' | 'over' | 'sample' | 'unknown';

/**
 * Why the bridge cannot write about candidates: no acting member is set, Workable knows none of this address, or an
 * inactive one, or the member may not comment in the job. `until`: when it is looked at again, epoch ms.
 */
export type NotWritable = { why: NotWritableWhy; until: number };
export type NotWritableWhy = 'no-member' | 'member-unknown' | 'member-inactive' | 'forbidden';

/** What else decides, as it was when the work on the application began. */
export type Context = {
  /** The active trigger of a place. */
  trigger(place: Place): Trigger | undefined;
  /** Candidates of this job may be interviewed, in some stage. */
  hasTrigger(job: string): boolean;
  job(job: string): JobState;
  /** Until when a destination takes nothing about candidates of this job, epoch ms: it is forbidden there. */
  parkedUntil(job: string, destinationId: string): number | undefined;
  /** Why no candidate of this job is invited for now: what came of it could not be written. Absent: nothing is known. */
  notWritable?(job: string): NotWritable | undefined;
  /** An operator is to be asked before candidates are invited unasked: nothing was heard for long. */
  awaitsOperator?: boolean;
  /** Nothing is asked of the applicant tracking system before then, epoch ms: it does not accept the token. */
  cutOffUntil?: number;
  /** What people call a stage. */
  stageName(job: string, stage: string): string;
  /** By id; one that is missing was erased. */
  interviews: ReadonlyMap<string, Known>;
  /** The names of templates by their ids, as far as they are known. */
  templates: ReadonlyMap<string, string>;
};

/** What destinations write about: the application, and what ought to be on its timeline, oldest first. */
export type Timeline = { record: ApplicationRecord; entries: readonly Entry[]; context: Context };

export type ApplicationPlanner = {
  policy: StagePolicy;
  destinations: readonly Destination<Timeline>[];
};
