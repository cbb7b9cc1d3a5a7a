import type { Failure } from '../errors.ts';
import type { Destination, WriteResult } from '../outbox/destination.ts';
import type { Lease, RecordStore, Schedule, Versioned } from '../records.ts';
import type { Known } from './plan.ts';
import type { Policy } from './policy.ts';
import type { Vendor, WebhookReading } from './ports/vendor.ts';
import type { InterviewRecord, Origin } from './record.ts';

/** One customer of the applicant tracking system, with everything that is its own. */
export type Account = {
  readonly name: string;
  readonly policy: Policy;
  readonly vendor: Vendor;
  /** Where its results and invitations are written. */
  readonly destinations: readonly Destination<Known>[];
  /** An operator has stopped all that goes out for it: nothing is lost, and everything waits. */
  readonly isPaused?: boolean;
  /** Its interviews are asked for in two ways, and one invitation may serve both. */
  readonly hasTwoDoors?: boolean;
};

export type VersionedInterview = Versioned<InterviewRecord>;

/** The bridge's memory. Every method throws Failure `store-unavailable` when it cannot tell. */
export type InterviewStore = RecordStore<InterviewRecord> & {
  /** Stores the record unless there is one of its origin; answers that one then. Atomic. */
  create(record: InterviewRecord, schedule: Schedule): Promise<{ isNew: boolean } & VersionedInterview>;
  /**
   * `create`, and where the record is new it leases the interview and the person in the same step: `turn` then says so.
   * Stores nothing and answers undefined while another process has leased the person. `person`: by default the
   * candidate's address.
   */
  createLeased(
    record: InterviewRecord,
    schedule: Schedule,
    ms: number,
    person?: string,
  ): Promise<CreatedInterview | undefined>;
  findByOrigin(account: string, origin: Origin): Promise<VersionedInterview | undefined>;
  /**
   * The interviews that a webhook may be about, each once: the one it names, the newest of the same e-mail (the last
   * stored first), the one that learned the vendor's reference to the candidate. One that cannot be read is left out,
   * and `unreadable` says so.
   */
  findCandidates(
    account: string,
    reading: Pick<WebhookReading, 'templateId' | 'externalId' | 'email' | 'candidateRef'>,
  ): Promise<WebhookSubjects>;
  /**
   * Removes every trace, leased or not; with a version only if no process saved since. Resolves to whether it is gone.
   */
  erase(record: InterviewRecord, version?: number): Promise<boolean>;
  /** Leases a person, by their address: the right to have them invited; undefined while another process has it. */
  acquirePerson(account: string, person: string, ms: number): Promise<Lease | undefined>;
  /** The newest interviews of a person that can be read, but for the one in `except`, the last stored last. */
  findByPerson(account: string, email: string, except?: string): Promise<VersionedInterview[]>;
};

/** The lease of a person, with their other interviews as they were when it began. */
export type LeasedPerson = { lease: Lease; others: VersionedInterview[] };
/** `leasedAt`: before the lease was asked for, on the clock that is never set. */
export type PersonTurn = LeasedPerson & { leasedAt: number };

export type CreatedInterview = VersionedInterview & { turn?: { lease: Lease; person: LeasedPerson } };

export type WebhookSubjects = {
  byExternalId: VersionedInterview | undefined;
  byEmail: VersionedInterview[];
  byCandidateRef: VersionedInterview | undefined;
  /** One of them cannot be read; `isNamed`: the one that the webhook names. */
  unreadable?: { failure: Failure; isNamed: boolean };
};

/**
 * Has a worker look at an interview soon. Never waits or throws: a wake-up that is lost is made up for by the poller.
 */
export type WakeUp = (interviewId: string) => void;

/** Something worth a log line and a counter. Holds ids and outcomes, nothing personal. */
export type Note = {
  account?: string;
  interviewId?: string;
  applicationId?: string;
  attemptId?: string;
  detail?: string;
  /** Of a result that was acknowledged: how long after it was known. */
  elapsedMs?: number;
  /** Of a delivery: where to, and how long the call took. */
  destination?: string;
  tookMs?: number;
  /** A person has to look, although not whenever this happens. */
  isAlarm?: true;
} & (
  | {
      event: 'invitation';
      outcome: 'invited' | 'repeated' | 'found' | 'refused' | 'key-rejected' | 'not-reached' | 'unclear';
    }
  | { event: 'webhook'; outcome: 'observed' | 'hinted' | 'foreign' | 'rejected' | 'unauthorised' | 'unknown-address' }
  | { event: 'poll'; outcome: 'answered' | 'unanswered' }
  | { event: 'details'; outcome: 'answered' | 'unanswered' }
  /** `circuit`: of the other side whose answer it is; absent where nothing was sent. */
  | { event: 'delivery'; outcome: WriteResult['outcome'] | 'gave-up' | 'paused'; circuit?: string }
  | { event: 'score'; outcome: 'above-maximum' | 'below-minimum' }
  /** `detail`: the vendor's name of a field that was there and whose meaning was not certain. */
  | { event: 'field'; outcome: 'ignored' }
  /** A list of templates of which a part is missing. `detail`: of which kind, and why. */
  | { event: 'templates'; outcome: 'key-rejected' | 'refused' | 'unanswered' | 'cut' }
  | { event: 'report'; outcome: 'streamed' | 'renewed' | 'unavailable' }
  | { event: 'transcript'; outcome: 'answered' | 'unanswered' }
  | { event: 'cancellation'; outcome: 'cancelled' | 'refused' | 'try-again' }
  | { event: 'erasure'; outcome: 'retention' | 'gone' }
  /** What has come of a candidate's place in the pipeline. `detail`: why, in a word. */
  | { event: 'application'; outcome: 'enrolled' | 'held' | 'blocked' | 'left' | 'returned' | 'unclear' }
  /** `detail`: what could not be done, and why. */
  /** `parked`: writes are refused there, and are tried again hourly. */
  | { event: 'connection'; outcome: 'accepted' | 'refused' | 'failed' | 'parked' | 'unparked' | 'away' }
  /** `detail` of an unreadable one: why what is stored cannot be read, or not be trusted, in a word. */
  | { event: 'record'; outcome: 'full' | 'unreadable' }
);

export type Emit = (note: Note) => void;
