/** Where a candidate stands, as the applicant tracking system says. */
export type CandidateState = {
  /** Of the newest change to the candidate there, epoch ms. Where it is not said, the time the webhook was fired. */
  readonly updatedAt: number;
  /** `updatedAt` was not said: a read has to confirm the rest. */
  readonly isUndated?: true;
  /** When the webhook was fired, epoch ms. Reads and list rows have none. */
  readonly firedAt?: number;
  /** The job's short code; absent for a candidate of a talent pool. */
  readonly job?: string;
  /** The stage's slug; absent where it could not be told from its name. */
  readonly stage?: string;
  /** Why the candidate is not to be interviewed, wherever they stand. */
  readonly end?: 'disqualified' | 'withdrawn' | 'hired' | 'anonymized';
};

export type SnapshotSource = 'webhook' | 'read' | 'row';

/**
 * How far the clock of `updatedAt` and `firedAt` was ahead of ours, in ms; negative where it was behind. Absent: not at
 * all. All other times are ours.
 */
type Clocked = { readonly aheadMs?: number };

/** One observed state of a candidate. `at`: when it was received, or when the read began, epoch ms. */
export type Snapshot = CandidateState & Clocked & { readonly source: SnapshotSource; readonly at: number };

/** Equal snapshots, joined: when the first one came, and the last one from each source, epoch ms. */
export type Seen = CandidateState &
  Clocked & { readonly first: number } & { readonly [Source in SnapshotSource]?: number };

/** A place in a pipeline. */
export type Place = { readonly job: string; readonly stage: string };

/** What of all snapshots holds. */
export type Standing = {
  readonly state: Seen;
  /** Since when the candidate has stood in that job and stage without a break, as far as is known; epoch ms. */
  readonly since: number;
  /** Snapshots of the same moment contradict each other, or one has no time: a read decides. */
  readonly isContested: boolean;
};

/** Whether a candidate has left a place. `readAt`: when the next read is to prove or disprove it, epoch ms. */
export type Leaving = { is: 'there' } | { is: 'left' } | { is: 'unproven'; readAt: number };

/** So many distinct snapshots are kept, the newest. */
const mostSeen = 12;
/** A read so long after the move is proof enough. */
const settledAfterMs = 60_000;
/** A read that does not tell the stage is made again after so long. */
const unclearAgainMs = 10 * 60_000;
/** What a webhook or a list row says alone is read again so soon. */
const readAgainMs = 5_000;

/** Joins a snapshot to those before: neither their order nor how often each came makes a difference. */
export function joinSnapshot(seen: readonly Seen[], snapshot: Snapshot): readonly Seen[] {
  const { source, at, ...state } = snapshot;
  const known = seen.find((each) => isSame(each, state));
  const joined: Seen = known
    ? { ...withClock(known, state), first: Math.min(known.first, at), [source]: Math.max(known[source] ?? at, at) }
    : { ...state, first: at, [source]: at };
  return [...seen.filter((each) => each !== known), joined].sort(newestFirst).slice(0, mostSeen);
}

/** Of what was known of the clock each time the least counts: another order makes no difference. */
function withClock<State extends Clocked>({ aheadMs: known = 0, ...seen }: State, { aheadMs = 0 }: Clocked) {
  const least = Math.min(known, aheadMs);
  return least === 0 ? seen : { ...seen, aheadMs: least };
}

/** A time of the applicant tracking system as one of ours. */
function toOurs(time: number, { aheadMs = 0 }: Clocked): number {
  return time - aheadMs;
}

/** Undefined while nothing is known. Pure, and the same for every order of arrival. */
export function standingOf(seen: readonly Seen[]): Standing | undefined {
  const valid = seen.filter((each) => !isOutdated(each, seen));
  const [newest] = valid;
  if (!newest) return undefined;
  const rivals = valid.filter(({ updatedAt }) => updatedAt === newest.updatedAt);
  const { state, isContested } = decide(rivals);
  return { state, since: sinceWhen(state, valid), isContested: isContested || state.isUndated === true };
}

/** Leaving needs two snapshots that agree, or one read a minute after the move; a candidate who is out has left. */
export function leavingOf(seen: readonly Seen[], place: Place): Leaving {
  const standing = standingOf(seen);
  if (!standing) return { is: 'there' };
  const { state, isContested } = standing;
  const isAway = state.end !== undefined || !isAt(state, place);
  if (!isContested && !isAway) return { is: 'there' };
  const lastAt = Math.max(state.webhook ?? 0, state.row ?? 0, state.read ?? 0);
  if (isContested) return { is: 'unproven', readAt: lastAt };
  if (state.end === undefined && state.job === place.job && state.stage === undefined) {
    return { is: 'unproven', readAt: state.read === undefined ? lastAt : state.read + unclearAgainMs };
  }
  if (state.end !== undefined) {
    const isProven = state.webhook !== undefined || state.read !== undefined;
    return isProven ? { is: 'left' } : { is: 'unproven', readAt: lastAt };
  }
  const settledAt = toOurs(state.updatedAt, state) + settledAfterMs;
  if (agreeing(seen, place) >= 2 || (state.read ?? 0) >= settledAt) return { is: 'left' };
  const readAt = state.read === undefined ? state.first + readAgainMs : Math.max(settledAt, state.read + readAgainMs);
  return { is: 'unproven', readAt };
}

export function isAt(state: Pick<CandidateState, 'job' | 'stage'>, place: Place): boolean {
  return state.job === place.job && state.stage === place.stage;
}

/** So many distinct snapshots say that the candidate is elsewhere, since the last one that does not. */
function agreeing(seen: readonly Seen[], place: Place): number {
  const valid = seen.filter((each) => !isOutdated(each, seen));
  const back = valid.findIndex((each) => each.stage === undefined || isAt(each, place));
  return back < 0 ? valid.length : back;
}

/** Without a time of its own it says nothing once a read has come after it. */
function isOutdated(each: Seen, seen: readonly Seen[]): boolean {
  if (!each.isUndated) return false;
  return seen.some(({ isUndated, read }) => !isUndated && read !== undefined && read > lastSeen(each));
}

/** Of snapshots of the same moment: what they agree on, else a read after all of them, else the one fired last. */
function decide(rivals: readonly Seen[]): { state: Seen; isContested: boolean } {
  const [best] = [...rivals].sort((a, b) => rankOf(b) - rankOf(a) || newestFirst(a, b)) as [Seen];
  if (rivals.every((each) => isSamePlace(each, best))) return { state: best, isContested: false };
  const [lastRead] = [...rivals].sort((a, b) => (b.read ?? 0) - (a.read ?? 0) || newestFirst(a, b)) as [Seen];
  const others = rivals.filter((each) => !isSamePlace(each, lastRead));
  if (others.every((each) => lastSeen(each) < (lastRead.read ?? 0))) return { state: lastRead, isContested: false };
  const [firedLast = best] = [...rivals].sort(newestFirst);
  return { state: firedLast, isContested: true };
}

function sinceWhen(state: Seen, newestOnTop: readonly Seen[]): number {
  let since = startOf(state, newestOnTop);
  for (const each of newestOnTop) {
    if (each.job === state.job && each.stage === state.stage) since = Math.min(since, startOf(each, newestOnTop));
    // Where the stage could not be told, the snapshot says nothing of a break.
    else if (each.updatedAt < state.updatedAt && !isUnclear(each, state)) break;
  }
  return since;
}

function isUnclear({ job, stage }: Seen, { job: known }: Seen): boolean {
  return stage === undefined && job === known;
}

/** A webhook of the same change may have told of it without saying the stage so that it could be told. */
function startOf(state: Seen, seen: readonly Seen[]): number {
  const { first, updatedAt } = state;
  const told = seen.filter((each) => isUnclear(each, state) && each.updatedAt === updatedAt);
  const toldAt = told.length > 0 ? Math.max(...told.map((each) => firedAtOf(each) ?? each.first)) : first;
  return Math.min(firedAtOf(state) ?? toldAt, first);
}

/** By our clock, epoch ms; undefined where no webhook said it. */
export function firedAtOf(state: Seen): number | undefined {
  return state.firedAt === undefined ? undefined : toOurs(state.firedAt, state);
}

function lastSeen({ webhook = 0, read = 0, row = 0 }: Seen): number {
  return Math.max(webhook, read, row);
}

function rankOf({ read, webhook }: Seen): number {
  return read !== undefined ? 2 : webhook !== undefined ? 1 : 0;
}

function isSamePlace(a: Pick<CandidateState, 'job' | 'stage' | 'end'>, b: typeof a): boolean {
  return a.job === b.job && a.stage === b.stage && a.end === b.end;
}

function isSame(a: CandidateState, b: CandidateState): boolean {
  return isSamePlace(a, b) && a.updatedAt === b.updatedAt && a.firedAt === b.firedAt && a.isUndated === b.isUndated;
}

function newestFirst(a: CandidateState, b: CandidateState): number {
  return b.updatedAt - a.updatedAt || (b.firedAt ?? 0) - (a.firedAt ?? 0) || compareText(textOf(a), textOf(b));
}

function textOf({ job, stage, end, isUndated }: CandidateState): string {
  return JSON.stringify([job, stage, end, isUndated]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
