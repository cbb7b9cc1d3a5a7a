/**
 * Every way a request or a piece of work can fail, in one table: what the caller sees, whether a retry can help, and
 * whether a person has to look. Failures are created where the bridge talks to the outside, and interpreted in two
 * places only: the HTTP error handler and the worker.
 */
const failures = {
  'missing-token': { status: 401, tryAgain: false, needsPerson: false },
  'invalid-token': { status: 401, tryAgain: false, needsPerson: false },
  'invalid-json': { status: 400, tryAgain: false, needsPerson: false },
  'invalid-field': { status: 400, tryAgain: false, needsPerson: false },
  'missing-field': { status: 422, tryAgain: false, needsPerson: false },
  /** The caller has to show that it means it. */
  forbidden: { status: 403, tryAgain: false, needsPerson: false },
  'not-found': { status: 404, tryAgain: false, needsPerson: false },
  'method-not-allowed': { status: 405, tryAgain: false, needsPerson: false },
  conflict: { status: 409, tryAgain: false, needsPerson: false },
  /** A precondition does not hold any more. */
  stale: { status: 412, tryAgain: false, needsPerson: false },
  'key-reused': { status: 422, tryAgain: false, needsPerson: false },
  'precondition-required': { status: 428, tryAgain: false, needsPerson: false },
  'too-many-requests': { status: 429, tryAgain: true, needsPerson: false },
  gone: { status: 410, tryAgain: false, needsPerson: false },
  'too-large': { status: 413, tryAgain: false, needsPerson: false },
  /** The vendor rejected the request: there is no invitation. */
  'vendor-refused': { status: 502, tryAgain: false, needsPerson: false },
  /** The vendor does not accept our API key. */
  'vendor-key-rejected': { status: 502, tryAgain: true, needsPerson: true },
  /** The vendor was not reached, or answered 429: nothing happened there. */
  'vendor-not-reached': { status: 503, tryAgain: true, needsPerson: false },
  /** The vendor was reached and then failed, timed out or closed the connection: the outcome is unknown. */
  'vendor-unclear': { status: 503, tryAgain: true, needsPerson: false },
  /** Workable does not accept the API token of an account. */
  'workable-token-rejected': { status: 502, tryAgain: true, needsPerson: true },
  /** Workable refused a call to its API. */
  'workable-refused': { status: 502, tryAgain: false, needsPerson: false },
  /** Workable did not answer, or the account's requests are used up for now. */
  'workable-not-reached': { status: 503, tryAgain: true, needsPerson: false },
  'store-unavailable': { status: 503, tryAgain: true, needsPerson: false },
  /** Another process is doing the same thing right now and has not finished. */
  busy: { status: 503, tryAgain: true, needsPerson: false },
  /** An operator has paused the account. */
  paused: { status: 503, tryAgain: true, needsPerson: false },
  internal: { status: 500, tryAgain: true, needsPerson: true },
} as const;

export type FailureKind = keyof typeof failures;
export type FailureStatus = (typeof failures)[FailureKind]['status'];

/** An error whose message may be shown to the caller: it holds no secret and nothing personal. */
export class Failure extends Error {
  readonly kind: FailureKind;
  /** The wait that a peer asked for. */
  readonly retryAfterMs: number | undefined;
  /** What an operator can do about it. */
  readonly remedy: string | undefined;
  /** The peer's names of what could not be read in its answer. */
  readonly unread: readonly string[];
  /** The vendor refused for want of credits. */
  readonly lacksCredits: boolean;
  /** The message quotes the caller, who may have sent anything: it is not logged. */
  readonly isPrivate: boolean;

  constructor(
    kind: FailureKind,
    message: string,
    options: {
      cause?: unknown;
      retryAfterMs?: number | undefined;
      remedy?: string;
      unread?: readonly string[];
      lacksCredits?: boolean;
      isPrivate?: boolean;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
    this.remedy = options.remedy;
    this.unread = options.unread ?? [];
    this.lacksCredits = options.lacksCredits ?? false;
    this.isPrivate = options.isPrivate ?? false;
  }

  get status(): FailureStatus {
    return failures[this.kind].status;
  }

  get tryAgain(): boolean {
    return failures[this.kind].tryAgain;
  }

  get needsPerson(): boolean {
    return failures[this.kind].needsPerson;
  }
}

/** Anything thrown, as a Failure: any other error is a bug of the bridge. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('internal', 'Internal error', { cause: error });
}

/**
 * The code of an error reply of Redis, such as `NOREPLICAS` or `OOM`, without its text; undefined for anything else.
 * Redis 6 puts the code of an error within a script in the middle of the text.
 */
export function codeOfReply(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // ioredis has asked the nodes of a Cluster again and again, and keeps the text of the last reply alone.
  const lastOfMany = /^Too many Cluster redirections\. Last error: ReplyError: ([A-Z]{3,}) /.exec(error.message)?.[1];
  if (lastOfMany !== undefined) return lastOfMany;
  if (!['ReplyError', 'AbortError'].includes(error.name)) return undefined;
  // The first command of a transaction that was refused is the reason.
  const [first] = 'previousErrors' in error && Array.isArray(error.previousErrors) ? error.previousErrors : [];
  if (first) return codeOfReply(first);
  // There is no error code where a script ran a command that its user may not run.
  if (/\bACL failure in script\b/.test(error.message)) return 'NOPERM';
  const inner = /-(OOM|NOREPLICAS|MISCONF|READONLY|NOPERM|MASTERDOWN|CLUSTERDOWN)\b/.exec(error.message)?.[1];
  return inner ?? /^[A-Z]{3,}(?= )/.exec(error.message)?.[0];
}

/**
 * Our key has no permission for this. Some vendors answer 401 to that, though they accept the key for other things.
 */
export function isNotPermitted({ kind }: Failure): boolean {
  return kind === 'vendor-refused' || kind === 'vendor-key-rejected';
}
