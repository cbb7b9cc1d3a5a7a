import type { Failure } from '../errors.ts';
import type { Destination, WriteResult } from '../outbox/destination.ts';
import type { Concluded, Schedule } from './plan.ts';
import type { Policy } from './policy.ts';
import type { Vendor, WebhookReading } from './ports/vendor.ts';
import type { InterviewRecord, Origin } from './record.ts';

/** One customer of the applicant tracking system, with everything that is its own. */
export type Account = {
  readonly name: string;
  readonly policy: Policy;
  readonly vendor: Vendor;
  /** Where its results are written. */
  readonly destinations: readonly Destination<Concluded>[];
};

/** A record with the version it was read at; saving needs both. */
export type Versioned = { record: InterviewRecord; version: number };

/** The bridge's memory. Every method throws Failure `store-unavailable` when it cannot tell. */
export type InterviewStore = {
  /** Stores the record unless there is one of its origin; answers that one then. Atomic. */
  create(record: InterviewRecord, schedule: Schedule): Promise<{ isNew: boolean } & Versioned>;
  /**
   * `create`, and where the record is new it leases the interview and the person in the same step: `turn` then says so.
   * Stores nothing and answers undefined while another process has the person. `person`: by default the candidate's address.
   */
  createLeased(
    record: InterviewRecord,
    schedule: Schedule,
    ms: number,
    person?: string,
  ): Promise<CreatedInterview | undefined>;
  findByOrigin(account: string, origin: Origin): Promise<Versioned | undefined>;
  read(id: string): Promise<Versioned | undefined>;
  /** Saves if no one has saved since `version` and, with `under`, while that lease lasts. */
  save(record: InterviewRecord, version: number, schedule: Schedule, options?: SaveOptions): Promise<SaveResult>;
  /**
   * Who a webhook may be about, each once: the one it names, the newest of the same e-mail (the last stored first), the one whose
   * profile was learned. One that cannot be read is left out, and `unreadable` says so.
   */
  findCandidates(
    account: string,
    reading: Pick<WebhookReading, 'templateId' | 'externalId' | 'email' | 'profileId'>,
  ): Promise<WebhookSubjects>;
  /** Leases the interview to one process; undefined when another has it or it does not exist. */
  acquire(id: string, ms: number): Promise<Leased | undefined>;
  /**
   * Leases what is due of an account: `wanted` by id, then the longest due that no other process has leased, of clocks and the
   * deliveries of each circuit by turns. Deliveries are left out while their circuit is open; half-open, there is the next probe alone.
   */
  claim(account: string, wanted: Wanted): Promise<Claims>;
  /** Ends a lease, of an interview or a person, unless it ran out and another process has it now. What was due stays due. */
  release(lease: Lease): Promise<void>;
  /** Removes every trace, whoever holds it; with a version only if nobody saved since. Resolves to whether it is gone. */
  erase(record: InterviewRecord, version?: number): Promise<boolean>;
  /** Leases a person, by their address: the right to have them invited; undefined while another process has it. */
  acquirePerson(account: string, person: string, ms: number): Promise<Lease | undefined>;
  /** The newest interviews of a person that can be read, but for the one in `except`, the last stored last. */
  findByPerson(account: string, email: string, except?: string): Promise<Versioned[]>;
  /**
   * Opens a circuit, or keeps it open for longer: for the newest reason, never to an earlier end, since the first of them, and
   * half-open afterwards where it was so before. An outage changes nothing of a longer pause, or of one with probes at its end.
   */
  pause(circuit: CircuitName, pause: Pause): Promise<void>;
  /**
   * Whether this interview is the probe at the end of the pause `was`; then the pause lasts until `until`, for all others. An
   * interview that was the probe is none again while one that is due was not, nor twice in a row while any other waits.
   * False too when another process has changed the pause meanwhile.
   */
  takeProbe(circuit: CircuitName, id: string, was: Pause, until: number, now: number): Promise<boolean>;
  /**
   * Notes that the credential was refused for an interview; true when the circuit is open for that reason now. It is once
   * `most` different interviews were refused since its last success, none of them before it too: then `pause` begins. Where
   * it is open already, `pause` takes the place of `was`, if that still stands; where no other interview has anything to send,
   * the circuit closes. A pause for another reason ends with the answer, if it still is `was`.
   */
  noteRefusal(circuit: CircuitName, id: string, most: number, pause: Pause, was: Pause | undefined): Promise<boolean>;
  /** After a success: no interview counts as refused, and the pause ends if it still is `was` or is about the token. */
  noteSuccess(circuit: CircuitName, was: Pause | undefined): Promise<void>;
};

/** One credential of one account: deliveries that need it wait together, and no others with them. */
export type CircuitName = { readonly account: string; readonly circuit: string };

/** The right to work on an interview, or to call the vendor about a person, for a while. What it is made of is the store's own. */
export type Lease = { readonly key: string; readonly token: string };
/** A lease, and for how much longer it is wanted, in ms; 0 releases it. */
export type LeaseTerm = Lease & { ms: number };

export type SaveOptions = {
  under?: LeaseTerm;
  /**
   * Called when the save is on its way, whatever will come of it: what is said from then on is heard after it. Where Redis
   * is known to be away, it is not called.
   */
  onSent?: () => void;
};

/** `moved`: another process has saved since. `lost`: the lease ran out before. */
export type SaveResult = { outcome: 'saved' | 'moved' | 'lost'; circuits: CircuitStates };

/** The lease of a person, with their other interviews as they were when it began. */
export type LeasedPerson = { lease: Lease; others: Versioned[] };
/** `leasedAt`: before the lease was asked for, on the clock that is never set. */
export type PersonTurn = LeasedPerson & { leasedAt: number };

export type CreatedInterview = Versioned & { turn?: { lease: Lease; person: LeasedPerson } };

export type WebhookSubjects = {
  byExternalId: Versioned | undefined;
  byEmail: Versioned[];
  byProfile: Versioned | undefined;
  /** One of them cannot be read; `isNamed`: the one that the webhook names. */
  unreadable?: { failure: Failure; isNamed: boolean };
};

/** `schedule`: as it stands in the index; never due where work on it failed and no one has saved since. */
export type Leased = Versioned & { schedule: Schedule; lease: Lease; circuits: CircuitStates };

/** `limit`: how many at most; 0 only tells when there is something. */
export type Wanted = { now: number; limit: number; ms: number; ids?: readonly string[] };

/** Times in epoch ms; undefined where there is nothing. */
export type Claims = {
  claimed: Leased[];
  /** Were to be claimed, and cannot be read. */
  unreadable: { id: string; failure: Failure; lease: Lease }[];
  circuits: CircuitStates;
  /** Since when the longest due of what is left could have been worked on: it is due, and its circuit lets it out. */
  leftSince: number | undefined;
  /** Some of what is due is leased now, to whatever process. */
  isLeased: boolean;
  /** When a replay has its turn. */
  replayAt: number | undefined;
  /** When anything else is due next; infinite where nothing is. */
  nextAt: number;
};

/** How the circuits of an account stood when they were last read, by their names. */
export type CircuitStates = Readonly<Record<string, CircuitState>>;

export type CircuitState = {
  pause: Pause | undefined;
  /** The credential was refused for an interview, and there has been no success since. */
  hasRefusals: boolean;
};

/** All deliveries of one circuit wait together. */
export type Pause = {
  /** Epoch ms. */
  until: number;
  /**
   * `rate`: the other side said when to come back. `token`: it does not accept our token. `outage`: many writes in a row
   * failed.
   */
  reason: 'rate' | 'token' | 'outage';
  /** Waits so far in a row. */
  waits: number;
  /** When the first of them began, epoch ms. Versions before this one did not write it down. */
  since?: number;
  /** At its end one delivery goes out, and one more per wait, until there is an answer that lets all others out. */
  isProbed?: true;
};

/** Has a worker look at an interview soon. Never waits or throws: a wake-up that is lost is made up for by the poller. */
export type WakeUp = (interviewId: string) => void;

/** Something worth a log line and a counter. Holds ids and outcomes, nothing personal. */
export type Note = {
  account?: string;
  interviewId?: string;
  attemptId?: string;
  detail?: string;
  /** A person has to look, although not whenever this happens. */
  isAlarm?: true;
} & (
  | {
      event: 'invitation';
      outcome: 'invited' | 'repeated' | 'found' | 'refused' | 'key-rejected' | 'not-reached' | 'unclear';
    }
  | { event: 'webhook'; outcome: 'observed' | 'hinted' | 'foreign' | 'rejected' | 'unauthorised' }
  | { event: 'poll'; outcome: 'answered' | 'unanswered' }
  | { event: 'details'; outcome: 'answered' | 'unanswered' }
  | { event: 'delivery'; outcome: WriteResult['outcome'] | 'gave-up' | 'paused' }
  | { event: 'score'; outcome: 'above-maximum' | 'below-minimum' }
  /** `detail`: the vendor's name of a field that was there and whose meaning was not certain. */
  | { event: 'field'; outcome: 'ignored' }
  /** A list of templates of which a part is missing. `detail`: of which kind, and why. */
  | { event: 'templates'; outcome: 'key-rejected' | 'refused' | 'unanswered' | 'cut' }
  | { event: 'report'; outcome: 'streamed' | 'renewed' | 'unavailable' }
  | { event: 'erasure'; outcome: 'retention' }
  /** `detail` of an unreadable one: why what is stored cannot be read, or not be trusted, in a word. */
  | { event: 'record'; outcome: 'full' | 'unreadable' }
);

export type Emit = (note: Note) => void;
