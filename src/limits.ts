const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * Limits of everything that a stranger, an account, the vendor or Workable can grow. docs/limits.md says who is limited
 * and what happens beyond each limit. Bytes and milliseconds where the name says so, else a count.
 */
export const limits = {
  // What callers send.
  bodyBytes: mebibyte,
  rejectedHeadBytes: 4 * kibibyte,
  fieldCharacters: 1_000,
  callbackUrlCharacters: 2_048,
  /** RFC 3696. */
  emailCharacters: 320,
  // Sockets and their time.
  connections: 10_000,
  /** All headers of a request, or of an answer from the vendor, its storage or Workable. */
  headerBytes: 16 * kibibyte,
  headersMs: 10 * second,
  requestMs: 30 * second,
  silenceMs: 120 * second,
  requestsOfSocket: 16,
  // Requests in progress.
  requests: 4_096,
  requestsOfAccount: 1_024,
  bodiesBytes: 64 * mebibyte,
  bodiesOfAccountBytes: 16 * mebibyte,
  largeBodyBytes: 64 * kibibyte,
  largeBodiesBytesPerSecond: 8 * mebibyte,
  largeBodyWaitMs: 10 * second,
  webhooksOfInterview: 1_000,
  createsOfPerson: 100,
  /** Long enough for another process to take over from one that died and to make a whole try. */
  createWaitMs: 40 * second,
  savesInARow: 20,
  unreadAnswersBytes: 64 * mebibyte,
  unreadOfAccountBytes: 16 * mebibyte,
  // Readers of reports.
  relays: 32,
  relaysOfAccount: 12,
  relaysOfReport: 4,
  relayMs: minute,
  /** Until the first bytes of a PDF, and for each silence after them. */
  relayLinkMs: 15 * second,
  relayBytes: 50 * mebibyte,
  relayRedirects: 3,
  /** Of a report that is attached to a comment, and how long the comment waits for it. */
  attachmentBytes: 10 * mebibyte,
  attachmentMs: 8 * second,
  unreadBytes: 64 * mebibyte,
  unreadOfReportBytes: 2 * mebibyte,
  /** Of a report, with style and logo. */
  reportPageBytes: 60 * 1_000,
  /** Of a page with what was said. */
  transcriptPageBytes: 60 * 1_000,
  sharedLinksOfInterview: 200,
  // Links in comments by which people invite.
  againMs: 10 * second,
  againReadsOfAccount: 4,
  againPressesOfApplication: 4,
  // Readers of events.
  eventListeners: 20,
  eventsOfPage: 200,
  /** A listener that has read nothing for so long is ended. */
  eventsUnreadMs: 15 * second,
  // What is stored.
  recordBytes: 512 * kibibyte,
  attemptsOfRecord: 50,
  candidateRefsOfRecord: 200,
  referencesOfRecord: 60,
  /** Others that are served by the invitation of one interview. */
  sharersOfInvitation: 10,
  /** Of which the vendor is still asked, where a new link replaced the one before. */
  invitationsOfInterview: 10,
  /** After so long, a candidate who follows a link again that works once gets a new one. */
  linkVisitMs: 10 * minute,
  complaintsOfInterview: 50,
  connectLinksOfAccount: 20,
  connectLinkMs: 7 * day,
  callbackTokenCharacters: 4_096,
  logoBytes: 20 * kibibyte,
  historyLines: 200,
  /** Processes that did not start, of which the others know. */
  refusedStarts: 20,
  historyLineCharacters: 300,
  interviewsOfPerson: 50,
  foundBytes: mebibyte,
  rejectedOfAccount: 1_000,
  rejectedBytesOfAccount: 16 * mebibyte,
  rejectedBurstBytes: 16 * mebibyte,
  rejectedBytesPerSecond: 4 * mebibyte,
  rejectedMs: 30 * day,
  /** Of each of the 8 streams that accounts share: 100,000 in all. */
  eventsOfStream: 12_500,
  eventsMs: 7 * day,
  eventsWaiting: 10_000,
  // What the vendor answers.
  vendorAnswerBytes: 8 * mebibyte,
  vendorAnswersBytes: 256 * mebibyte,
  vendorListRows: 20_000,
  vendorListPages: 20,
  templatesOfAccount: 5_000,
  vendorCallsOfAccount: 8,
  reportsMadeOfAccount: 2,
  reportsWaitingOfAccount: 16,
  transcriptsOfAccount: 2,
  transcriptsWaiting: 16,
  vendorSockets: 1_024,
  vendorCallMs: 10 * second,
  vendorFindMs: 8 * second,
  vendorDetailsMs: 5 * second,
  /** For so long a result is asked about again, once a day. */
  resultPolledMs: 5 * day,
  reportMs: 30 * second,
  analysisCharacters: 20_000,
  reasons: 50,
  reasonCharacters: 2_000,
  questions: 50,
  answerCharacters: 2_000,
  /** Reasons, answers and comments of an interview: both of its latest webhook and poll fit into a record. */
  resultCharacters: 60_000,
  /** Of an attempt, all its turns together: about two hours of talk. */
  transcriptCharacters: 100_000,
  transcriptTurns: 5_000,
  /** For so long what was fetched is read again in place of the vendor's. */
  transcriptKeptMs: 10 * minute,
  /** For so long a process does not ask the vendor again, also where nothing may be stored: people reload pages. */
  transcriptAgainMs: 10 * second,
  transcriptsRemembered: 16,
  remarks: 500,
  titleCharacters: 300,
  idCharacters: 200,
  wordCharacters: 200,
  refusalCharacters: 200,
  reportLinkCharacters: 8_192,
  ignoredFields: 20,
  // What Workable answers.
  /** Until a connection to a peer is established, including TLS. */
  connectMs: 3 * second,
  writeMs: 15 * second,
  resultBytes: 64 * kibibyte,
  callbackAnswerBytes: 64 * kibibyte,
  keptAnswerBytes: 2 * kibibyte,
  /** Interviews remembered as probes while an account's circuit is half-open. */
  probedOfAccount: 100,
  /** Interviews remembered as refused, so that each counts once against the account's token. */
  refusedOfAccount: 100,
  // What Workable's API answers.
  spiAnswerBytes: 8 * mebibyte,
  spiRows: 1_000,
  spiPages: 200,
  spiNextCharacters: 2_048,
  spiPermissionRoles: 50,
  spiPersonalWords: 500,
  stageTriggers: 1_000,
  /** The largest limit of requests that is believed. */
  spiRateLimit: 1_000,
  // What a mail server answers.
  mailConnectionsOfAccount: 5,
  mailAnswerBytes: 64 * kibibyte,
  /** The longest wait that a peer may ask for. */
  retryAfterMs: 7 * day,
  // What an operator's program asks of the API.
  apiRequestsPerSecond: 100,
  apiPageItems: 200,
  /** Of those that a filter may leave out. */
  apiPageReads: 2_000,
  settingCharactersInLists: 1_000,
  interviewsFound: 200,
  replaysOfCall: 5_000,
  erasedListed: 500,
  idempotencyKeyCharacters: 255,
  apiAnswerKeptBytes: 64 * kibibyte,
  answerKeptMs: day,
  /** For so long a process that died keeps a key; one that works renews it. */
  answerPendingMs: 15 * second,
  // What an operator's browser asks of the console.
  consoleSessions: 100,
  consoleSessionMs: 12 * 60 * minute,
  /** Right ones and wrong ones, of all clients together and of one, in so long. */
  logIns: 200,
  logInsOfClient: 20,
  logInsMs: 10 * minute,
  // What is traced.
  spansOfUnit: 64,
  spansWaiting: 2_048,
  // What a checked server sends.
  receivedByCheck: 200,
  silentCallsOfCheck: 3,
} as const;
