/** What Workable's documents leave open, and its bad days. Each is one property; `defaultSwitches` says what applies. */
export type SpiSwitches = {
  // Tokens
  /** Every token of the account is answered with 401. */
  tokenExpired: boolean;
  /** After a rotation, which token signs webhooks: that of the subscription (`old`) or the newest of the account. */
  tokenRotated: 'old-signs' | 'new-signs';
  /** The body of a 403. */
  forbiddenBody: 'error' | 'empty';

  // Rate limit
  /** How many requests of a window of ten are answered. A limit of 50 lets 49 or 50 pass. */
  passes: 9 | 10;
  /** Whether windows begin at clock seconds divisible by ten, or end with each request. */
  rateWindow: 'aligned' | 'rolling';
  /** What `X-Rate-Limit-Reset` says, in epoch seconds. */
  resetHeader: 'now+10' | 'windowEnd';
  /** The header `Retry-After` of a 429: none, or this many seconds. */
  retryAfter: 'none' | number;
  /** Whether a 429 has the `X-Rate-Limit-*` headers. */
  rateHeadersOn429: boolean;
  /** Whether all account tokens share one limit, or each has its own. */
  accountTokensShare: boolean;
  /** How many requests the customer's other integrations use at the beginning of each window. */
  neighbourLoad: number;

  // Subscriptions
  /** Among which subscriptions a target is unique: those of the same event, of the account, or of all companies. */
  targetUnique: 'event' | 'account' | 'global';
  /** `args` of which some keys are missing. */
  partialArgs: 'accept' | 422;
  /** What the list is while there is no subscription. */
  emptySubscriptions: '[]' | 404;
  /** When a new subscription ends: never, or after this many milliseconds. It ends without a word. */
  validUntil: 'null' | number;
  /** Whether another token of the account sees and may delete a subscription. */
  subscriptionsOf: 'account' | 'token';

  // Webhooks
  /** The envelope's `id`: that of the candidate, or a new one per event. */
  envelopeId: 'resource' | 'unique';
  /** How the signature is written. */
  signature: 'hex' | 'HEX' | 'base64';
  /** How often, and how far apart, a delivery that was not answered with 200 is repeated. */
  retry: { times: number; spacingMs: number };
  /** Whether a repeated delivery shows the candidate as it is then, or as in the first one. */
  replayShowsNow: boolean;
  /** How many of the next deliveries get lost; Infinity for all. */
  lose: number;
  /** How many of the next deliveries are sent twice. */
  double: number;
  /** Deliveries wait until so many are there, and are sent last first; 0 is off. */
  reorder: number;
  /** How much later a delivery is sent, in milliseconds. */
  delay: number;
  /** Which actions fire `candidate_moved`. */
  movedFiresOn: { move: boolean; disqualify: boolean; revert: boolean; relocate: boolean; copy: boolean };
  /** Whether a relocation fires `candidate_created` for the new id. */
  relocateFiresCreated: boolean;
  /** Whether a copy fires `candidate_created`. */
  copyFiresCreated: boolean;
  /** Whether a relocation fires `candidate_deleted` for the old id. */
  relocateFiresDeleted: boolean;
  /** What a creation straight into a later stage fires. */
  createInStageFires: 'created' | 'created+moved';
  /** What a second application to the same job fires, which is merged into the first. */
  reapplicationFires: 'nothing' | 'created' | 'moved';
  /** Whether candidates of the talent pool are delivered. */
  talentPoolEvents: boolean;
  /** What `candidate_deleted` shows: the id alone, or the whole candidate. */
  deletedPayload: 'id' | 'full';

  // Reading
  /** How many seconds the lists of candidates are behind, 0 to 300. Single reads and activities are not. */
  listLag: number;
  /** Whether a stage that is renamed gets a new slug. */
  renameChangesSlug: boolean;

  // Writing
  /** Writes to candidates of a job that is used internally. */
  closedJobWrites: 'ok' | 403;
  /** Writes to candidates of an archived job or a draft: all are refused, or comments and ratings pass. */
  archivedJobWrites: 403 | 'comments-pass';
  /** Which members get 403: none; those outside of the hiring team who are no super admins; those without the department. */
  member403: 'none' | 'job' | 'department';
  /** A second `POST` of a rating by one member on one stage. */
  postRatingTwice: 'second' | 'replace' | 422;
  /** Which form of a stage's id `PUT …/ratings` takes in `stage_id`. */
  stageId: 'id' | 'identifier';
  /** The answer to a comment. */
  commentAnswer: 'json' | 'empty';
  /** How many of the next comments are kept and then not answered. */
  commentCommittedThenTimeout: number;
  /** A comment policy that is none of the documented sets. */
  unknownPolicy: 'store' | 422;
  /** The longest body of a comment, in characters; longer is 422. */
  commentLimit: number;
  /** The largest attachment, in bytes. */
  attachmentLimit: number;
  /** What a larger attachment is answered with. */
  attachmentRefusal: 413 | 422;
  /** A move to the stage where the candidate is. */
  moveToSameStage: 'nothing' | 'activity' | 422;
};

export function defaultSwitches(): SpiSwitches {
  return {
    tokenExpired: false,
    tokenRotated: 'old-signs',
    forbiddenBody: 'error',
    passes: 9,
    rateWindow: 'aligned',
    resetHeader: 'now+10',
    retryAfter: 'none',
    rateHeadersOn429: true,
    accountTokensShare: true,
    neighbourLoad: 0,
    targetUnique: 'account',
    partialArgs: 'accept',
    emptySubscriptions: '[]',
    validUntil: 'null',
    subscriptionsOf: 'account',
    envelopeId: 'resource',
    signature: 'hex',
    retry: { times: 3, spacingMs: 60_000 },
    replayShowsNow: true,
    lose: 0,
    double: 0,
    reorder: 0,
    delay: 0,
    movedFiresOn: { move: true, disqualify: false, revert: false, relocate: false, copy: false },
    relocateFiresCreated: true,
    copyFiresCreated: true,
    relocateFiresDeleted: false,
    createInStageFires: 'created',
    reapplicationFires: 'nothing',
    talentPoolEvents: true,
    deletedPayload: 'id',
    listLag: 0,
    renameChangesSlug: false,
    closedJobWrites: 'ok',
    archivedJobWrites: 403,
    member403: 'job',
    postRatingTwice: 'second',
    stageId: 'identifier',
    commentAnswer: 'json',
    commentCommittedThenTimeout: 0,
    unknownPolicy: 'store',
    commentLimit: Number.POSITIVE_INFINITY,
    attachmentLimit: 20 * 1024 * 1024,
    attachmentRefusal: 422,
    moveToSameStage: 'nothing',
  };
}
