import type { HistoryLine } from '../interviews/record.ts';
import type { DeliveryState } from '../outbox/delivery.ts';
import { joinSnapshot, type Seen, type Snapshot, type SnapshotSource } from './snapshot.ts';

/** Everything the bridge knows about one person in one job of the applicant tracking system. All times epoch ms. */
export type ApplicationRecord = {
  id: string;
  account: string;
  /** As the applicant tracking system calls it; it is unique per person and job. */
  candidateId: string;
  createdAt: number;
  person: Person;
  /** An operator had the person erased here: nothing personal is kept again, whatever is seen. */
  isForgotten?: true;
  /** The retention is over while the candidate stands where they were interviewed: nothing personal is kept meanwhile. */
  isLapsed?: true;
  jobTitle?: string;
  /** The newest distinct snapshots, newest first. */
  seen: readonly Seen[];
  /** The last one is that in which the candidate stands, or stood last. */
  enrolments: readonly Enrolment[];
  /** What came of the last reads. */
  reading: ReadState;
  /** The unguessable part of the addresses by which people have the candidate invited again. */
  againKey: string;
  /** The candidate is gone there; everything about them is erased here. */
  gone?: { at: number; why: 'deleted' | 'anonymized' };
  deliveries: Readonly<Record<string, DeliveryState>>;
  history: readonly HistoryLine[];
};

/** Who the candidate is, and as of when. */
export type Person = {
  firstName?: string;
  lastName?: string;
  /** As it was written there; it may be no address. */
  email?: string;
  phone?: string;
  updatedAt: number;
  source: SnapshotSource;
};

/** One stay of a candidate in a trigger stage. */
export type Enrolment = {
  /** From 1 on. */
  number: number;
  job: string;
  stage: string;
  templateId: string;
  /** When the stay began, and when it was noted. */
  since: number;
  at: number;
  /** Absent while the candidate cannot be invited. */
  interviewId?: string;
  /** The interview was stored: if it is gone now, it was erased. */
  isStored?: true;
  /**
   * No candidate is invited unasked. The candidate had an interview with this template before: `ask`: a person is asked
   * whether to invite again; `never`: the candidate is not. `before`: the candidate stood there before there was the trigger.
   * `elsewhere`: the account's other door has the result, of the interview in `waits`.
   */
  held?: 'ask' | 'never' | 'before' | 'elsewhere';
  /** A person asked for the invitation by a link or a command, then. */
  askedAt?: number;
  /** What an attempt to invite came upon; it is tried again at `retryAt`. */
  blocked?: Blocked & { retryAt: number };
  /** What has to be known before the invitation could not be found out: it is tried again then, epoch ms. */
  retryAt?: number;
  /** Another interview of this person with this template is open, in that account's other application or door. */
  waits?: { for: 'application' | 'provider'; interviewId: string; retryAt: number };
  left?: Leave;
  /** How often the candidate has come back while the interview was open. */
  returns: number;
  /** It began under another id of the candidate: of the application by which what was written about it is known. */
  knownBy?: string;
};

/** `since`: of this reason. */
export type Blocked = { reason: BlockReason; since: number; detail?: string };
export type BlockReason =
  | 'no-email'
  | 'unusable-email'
  | 'refused'
  | 'no-credits'
  | 'template-gone'
  | 'unclear'
  | 'not-reached'
  | 'mail-refused';

/**
 * `hadResult`: there was one before the candidate left. `isKept`: the vendor cannot end the interview, so it goes on
 * there. `goesOn`: it is to go on, as if the candidate had stayed.
 */
export type Leave = { at: number; why: LeaveReason; stage?: string; hadResult: boolean; isKept?: true; goesOn?: true };
export type LeaveReason = 'moved' | 'disqualified' | 'withdrawn' | 'hired';

/** `missingSince`: the candidate was not found since then; one answer alone proves nothing. */
export type ReadState = { tries: number; notBefore?: number; missingSince?: number };

/** A second answer that there is no such candidate counts after so long. */
export const missingForMs = 10 * 60_000;

const noReads: ReadState = { tries: 0 };
const mostEnrolments = 50;
/** Of whom nothing is known. */
export const unknownPerson: Person = { updatedAt: -1, source: 'row' };

export function newApplication(
  given: Pick<ApplicationRecord, 'id' | 'account' | 'candidateId' | 'againKey'>,
  now: number,
): ApplicationRecord {
  return {
    ...given,
    createdAt: now,
    person: unknownPerson,
    seen: [],
    enrolments: [],
    reading: noReads,
    deliveries: {},
    history: [],
  };
}

/** What a webhook, a read or a list row says of a candidate. */
export type Sighting = {
  snapshot: Snapshot;
  person: Omit<Person, 'updatedAt' | 'source'>;
  jobTitle?: string;
};

const ranks: Readonly<Record<SnapshotSource, number>> = { row: 0, webhook: 1, read: 2 };

/** Joins what was seen: the order and number of sightings do not matter. */
export function see(record: ApplicationRecord, { snapshot, person, jobTitle }: Sighting): ApplicationRecord {
  const told: Person = { ...person, updatedAt: snapshot.updatedAt, source: snapshot.source };
  const isRead = snapshot.source === 'read';
  return {
    ...record,
    person: record.isForgotten || record.isLapsed ? record.person : newer(record.person, told),
    ...(jobTitle === undefined ? {} : { jobTitle }),
    seen: joinSnapshot(record.seen, snapshot),
    ...(isRead ? { reading: noReads } : {}),
    ...(snapshot.end === 'anonymized' && isRead
      ? { gone: record.gone ?? { at: snapshot.at, why: 'anonymized' as const } }
      : {}),
  };
}

/** Where nothing is, a read says it; not so of a person who was erased. */
export function isPersonKnown({ person, isForgotten }: Pick<ApplicationRecord, 'person' | 'isForgotten'>): boolean {
  return isForgotten === true || person.updatedAt >= 0;
}

function newer(known: Person, told: Person): Person {
  const order =
    told.updatedAt - known.updatedAt ||
    ranks[told.source] - ranks[known.source] ||
    compare(textOf(told), textOf(known));
  return order > 0 ? told : known;
}

function textOf({ firstName = '', lastName = '', email = '', phone = '' }: Person): string {
  return JSON.stringify([firstName, lastName, email, phone]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The newest stay; undefined where there was none. */
export function lastEnrolment({ enrolments }: ApplicationRecord): Enrolment | undefined {
  return enrolments.at(-1);
}

export function stayOf({ enrolments }: Pick<ApplicationRecord, 'enrolments'>, number: number): Enrolment | undefined {
  return enrolments.find((each) => each.number === number);
}

/**
 * What has to stay of an application once its person is erased here: while they stand in a trigger's stage, that they
 * are not to be invited again. Undefined where nothing has to.
 */
export function forgotten(record: ApplicationRecord): ApplicationRecord | undefined {
  const stay = lastEnrolment(record);
  if (!stay || stay.left || record.gone) return undefined;
  const { blocked: _blocked, askedAt: _asked, ...kept } = stay;
  const { id, account, candidateId, againKey, createdAt, seen } = record;
  const enrolments = [{ ...kept, held: 'before' as const }];
  return { ...newApplication({ id, account, candidateId, againKey }, createdAt), isForgotten: true, seen, enrolments };
}

/** The record with another stay. */
export function enrolled(
  record: ApplicationRecord,
  enrolment: Omit<Enrolment, 'number' | 'returns'>,
): ApplicationRecord {
  const stay = { ...enrolment, number: nextNumber(record.enrolments), returns: 0 };
  return withNewest(record, [...record.enrolments, stay]);
}

/** Of a stay that begins: a candidate may have gone back to an earlier one. */
export function nextNumber(enrolments: readonly Enrolment[]): number {
  return Math.max(0, ...enrolments.map(({ number }) => number)) + 1;
}

/**
 * The record with the newest of these stays, and what was written about them. Old ones without any bound would be a
 * place that a stranger can fill.
 */
export function withNewest(record: ApplicationRecord, all: readonly Enrolment[]): ApplicationRecord {
  const enrolments = all.slice(-mostEnrolments);
  const numbers = new Set(enrolments.map(({ number }) => number));
  const isKept = (name: string) => {
    const [, number] = /:(\d+)$/.exec(name) ?? [];
    return number === undefined || numbers.has(Number(number));
  };
  const deliveries = Object.entries(record.deliveries).filter(([name]) => isKept(name));
  return { ...record, enrolments, deliveries: Object.fromEntries(deliveries) };
}

/** The record with one of its stays changed. */
export function withEnrolment(
  record: ApplicationRecord,
  number: number,
  change: (enrolment: Enrolment) => Enrolment,
): ApplicationRecord {
  const enrolments = record.enrolments.map((each) => (each.number === number ? change(each) : each));
  return { ...record, enrolments };
}
