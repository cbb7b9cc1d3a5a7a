import type { Failure } from '../errors.ts';
import type { Observation, ReportLink } from './observation.ts';
import type { Policy } from './policy.ts';
import type { Answer, Candidate, InterviewRecord } from './record.ts';
import type { Rendered, Schedule, Told } from './step.ts';

/** One customer of the applicant tracking system, with everything that is its own. */
export type Account = {
  readonly name: string;
  readonly policy: Policy;
  readonly vendor: Vendor;
  /** The publication as this account's tracking system wants to read it. Pure. */
  readonly render: (record: InterviewRecord, publication: Told) => Rendered;
  readonly send: Send;
  /** Why nothing may be sent there, undefined when it may: settings can have changed since the interview was created. */
  readonly barrierTo: (callbackUrl: string) => Answer | undefined;
};

/** What the middle needs from a vendor of interviews. One per account, made with that account's key. */
export type Vendor = {
  readonly name: string;
  /** All runnable definitions. Throws Failure where there is nothing that can be offered because of it. */
  listTemplates(): Promise<TemplateList>;
  /** The vendor's multi-stage positions; empty where it has none. Throws Failure. */
  listJobs(): Promise<Job[]>;
  /**
   * Invites one candidate. Resolves only when the vendor accepted. Throws Failure: `vendor-refused`,
   * `vendor-key-rejected` and `vendor-not-reached` mean that surely nobody was invited, `vendor-unclear` that nobody
   * knows. 10 s at most.
   */
  invite(invitation: Invitation): Promise<void>;
  /** Whether the vendor has this very invitation (by our interview id); 8 s at most. Throws Failure. */
  findInvitation(invitation: Invitation): Promise<boolean>;
  /** All attempts of this candidate at this template that the vendor knows, as observed from `now` on. Throws Failure. */
  fetchAttempts(question: AttemptQuestion, now: number): Promise<Observation[]>;
  /** Duration, times and per-question scores of one attempt; 5 s at most. Throws Failure. */
  fetchDetails(attemptId: string, now: number): Promise<Observation>;
  /** Has the PDF report made anew and returns a fresh link. Throws Failure. */
  makeReport(attemptId: string): Promise<ReportLink>;
  /** The result in the vendor's own application, for people with a login there. */
  resultPageOf(attemptId: string): string | undefined;
  /** Proof that the sender knows this account's secret, in constant time; undefined when not. Looks at headers only. */
  verifyWebhook(headers: WebhookHeaders): WebhookProof | undefined;
  /** Reads the body of a verified webhook. Throws Failure `invalid-field` naming the field of an unknown shape. */
  readWebhook(proof: WebhookProof, body: unknown, receivedAt: number): WebhookReading;
};

export type Template = { id: string; name: string };
/** `isCut`: there are more than can be offered; the newest are. */
export type TemplateList = { templates: Template[]; missing: readonly MissingKind[]; isCut: boolean };
/** One of the vendor's kinds of templates that it would not (`vendor-refused`) or could not list, by the vendor's word. */
export type MissingKind = { kind: string; failure: Failure };
export type Job = { id: string; name: string };

export type Invitation = { interviewId: string; templateId: string; candidate: Candidate };

export type AttemptQuestion = { interviewId: string; templateId: string; email: string; profileId?: string };

export type WebhookHeaders = Readonly<Record<string, string | string[] | undefined>>;

declare const proven: unique symbol;
/** Only a vendor's `verifyWebhook` makes one, so an unverified body cannot be read. */
export type WebhookProof = { readonly [proven]: true };

/** What a webhook says, and whom it speaks of. */
export type WebhookReading = {
  /** The vendor's name of the event, derived where it sends none. */
  event: string;
  observation: Observation;
  templateId: string;
  /** Our interview id as the vendor holds it: on the candidate, so a later invitation overwrites it. */
  externalId?: string;
  email?: string;
  profileId?: string;
};

/** A record with the version it was read at; saving needs both. */
export type Versioned = { record: InterviewRecord; version: number };

/** The bridge's memory. Every method throws Failure `store-unavailable` when it cannot tell. */
export type InterviewStore = {
  /** Stores the record unless its callback URL is taken; answers who has it. Atomic. */
  create(record: InterviewRecord, schedule: Schedule): Promise<{ isNew: boolean } & Versioned>;
  /**
   * `create`, and where the record is new it leases the person in the same step: `turn` then says so. Stores nothing and
   * answers undefined while somebody else has the person.
   */
  createAndLease(
    record: InterviewRecord,
    schedule: Schedule,
    ms: number,
  ): Promise<(Versioned & { turn?: Turn }) | undefined>;
  findByCallback(account: string, callbackUrl: string): Promise<Versioned | undefined>;
  read(id: string): Promise<Versioned | undefined>;
  /**
   * Saves if nobody saved since `version`; false when somebody did. `onSent` is called when it is on its way, whatever will
   * come of it: what is said from then on is heard after it. Where Redis is known to be away, it is not called.
   */
  save(record: InterviewRecord, version: number, schedule: Schedule, onSent?: () => void): Promise<boolean>;
  /** `save`, which gives the person back in the same step; `lost` when the lease ran out before, and nothing is saved then. */
  saveAndGiveBack(
    record: InterviewRecord,
    version: number,
    schedule: Schedule,
    lease: Lease,
  ): Promise<'saved' | 'moved' | 'lost'>;
  /**
   * Who a webhook may be about, each once: the one it names, the newest of the same e-mail (the last stored first), the one whose
   * profile was learned. One that cannot be read is left out, and `unreadable` says so.
   */
  findCandidates(
    account: string,
    reading: Pick<WebhookReading, 'templateId' | 'externalId' | 'email' | 'profileId'>,
  ): Promise<WebhookSubjects>;
  /** Takes the interview for one worker; undefined when another has it or it does not exist. */
  hold(id: string, ms: number): Promise<Held | undefined>;
  /**
   * Saves and, with `release`, gives the interview back. Answers the hold as it is now, or `moved` when somebody saved
   * since, or `lost` when the hold ran out.
   */
  saveHeld(held: Held, record: InterviewRecord, schedule: Schedule, release: boolean): Promise<Held | 'moved' | 'lost'>;
  /** Gives the interview back unchanged; whatever was due stays due. */
  release(held: Held): Promise<void>;
  /** Removes every trace, whoever holds it; with a version only if nobody saved since. Resolves to whether it is gone. */
  erase(record: InterviewRecord, version?: number): Promise<boolean>;
  /**
   * Takes the right to tell the vendor about a person; undefined while somebody else has it. It ends with
   * `giveBackPerson`, `saveAndGiveBack` or after `ms`.
   */
  leasePerson(account: string, email: string, ms: number): Promise<Lease | undefined>;
  /** Gives the right back, unless it ran out and somebody else has it now. */
  giveBackPerson(lease: Lease): Promise<void>;
  /** The newest interviews of a person that can be read, but for the one in `except`, the last stored last. */
  findByPerson(account: string, email: string, except?: string): Promise<Versioned[]>;
  /**
   * Starts or prolongs a pause: for the newest reason, never to an earlier end, since the first of them, and one at a time
   * where it was so before. An outage changes nothing of a longer one, or of one at whose end one goes out at a time.
   */
  pause(account: string, pause: Pause): Promise<void>;
  /**
   * Whether this interview is the one that goes out at the end of the pause `was`; then the pause lasts until `until`, for
   * all others. Nobody who has had a turn gets another while somebody due has had none, and nobody two in a row while any
   * other interview waits. False too when somebody changed the pause meanwhile.
   */
  takeProbe(account: string, id: string, was: Pause, until: number, now: number): Promise<boolean>;
  /**
   * Notes that Workable refused our token for an interview; true when the account's deliveries wait for that reason now. They
   * do once `most` different ones were refused since its last success, none of them before it too: then `pause` begins. Where
   * they do already, `pause` takes the place of `was`, if that still stands; where nobody else has anything to send, that wait
   * ends. A wait for another reason ends with the answer, if it still is `was`.
   */
  noteRefusal(account: string, id: string, most: number, pause: Pause, was: Pause | undefined): Promise<boolean>;
  /** After a success: no interview counts as refused, and the pause ends if it still is `was` or is about the token. */
  noteSuccess(account: string, was: Pause | undefined): Promise<void>;
};

/** The right to tell the vendor about a person. What it is made of is the store's own. */
export type Lease = { readonly key: string; readonly token: string };

/** One's turn to tell the vendor about a person, with the other interviews of that person as they were when it began. */
export type Turn = { lease: Lease; others: Versioned[] };

export type WebhookSubjects = {
  byExternalId: Versioned | undefined;
  byEmail: Versioned[];
  byProfile: Versioned | undefined;
  /** One of them cannot be read; `isNamed`: the one that the webhook names. */
  unreadable?: { failure: Failure; isNamed: boolean };
};

/** `schedule`: as it stands in the index; never due where work on it failed and nobody has saved since. */
export type Held = Versioned & { schedule: Schedule; token: string; holdMs: number } & Waiting;

/** How the deliveries of the account stood when it was last looked at. */
export type Waiting = {
  pause: Pause | undefined;
  /** Our token was refused for an interview, and there has been no success since. */
  hasRefusals: boolean;
};

/** All deliveries of one account wait together. */
export type Pause = {
  /** Epoch ms. */
  until: number;
  /**
   * `rate`: Workable said when to come back. `token`: it does not accept our token. `outage`: many tries in a row were in
   * vain.
   */
  reason: 'rate' | 'token' | 'outage';
  /** Waits so far in a row. */
  waits: number;
  /** When the first of them began, epoch ms. Versions before this one did not write it down. */
  since?: number;
  /** At its end one delivery goes out, and one more per wait, until there is an answer that lets all others out. */
  isProbed?: true;
};

/** Rings for an interview: somebody will read its record soon. Never throws, and may ring a moment later: a lost bell is found by the sweep. */
export type Bell = { ring(id: string): Promise<void> };

/** One PUT of a payload; resolves to what came of it. */
export type SendResult =
  | { outcome: 'acknowledged'; answer: Answer }
  | { outcome: 'refused'; answer: Answer }
  | { outcome: 'token-rejected'; answer: Answer }
  /** `isCapped`: Workable asked for a longer wait than until `retryAt`. */
  | { outcome: 'rate-limited'; answer: Answer; retryAt?: number; isCapped?: true }
  /** `isUnsent`: surely nothing of it has reached Workable. */
  | { outcome: 'try-again'; answer: Answer; isUnsent?: true }
  | { outcome: 'failed'; answer: Answer };

export type Send = (callbackUrl: string, body: string) => Promise<SendResult>;

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
  | { event: 'webhook'; outcome: 'observed' | 'foreign' | 'rejected' | 'unauthorised' }
  | { event: 'ask'; outcome: 'answered' | 'unanswered' }
  | { event: 'details'; outcome: 'answered' | 'unanswered' }
  | { event: 'delivery'; outcome: SendResult['outcome'] | 'gave-up' | 'paused' }
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

export type Tell = (note: Note) => void;
