import type { Failure } from '../../errors.ts';
import type { Observation, ReportLink, Reschedule } from '../observation.ts';
import type { Candidate } from '../record.ts';
import type { Transcript } from '../transcript.ts';

/**
 * `signal`: the call ends when it aborts, as one does that is not answered in time. All that it is made of shares it.
 */
export type CallOptions = { readonly signal: AbortSignal };

/**
 * What the middle needs from a vendor of interviews. One per account, made with that account's key. How long a call may
 * take is the middle's to say, by its signal.
 */
export type Vendor = {
  readonly name: string;
  /** What recruiters know it as. */
  readonly title: string;
  readonly capabilities: Capabilities;
  /** All runnable definitions. Throws Failure where there is nothing that can be offered because of it. */
  listTemplates(options: CallOptions): Promise<TemplateList>;
  /** The vendor's multi-stage positions; empty where it has none. Throws Failure. */
  listJobs(options: CallOptions): Promise<Job[]>;
  /**
   * Invites one candidate. Resolves only when the vendor accepted. Throws Failure: `vendor-refused`,
   * `vendor-key-rejected` and `vendor-not-reached` mean that surely no one was invited, `vendor-unclear` that it is not
   * known.
   */
  invite(invitation: Invitation, options: CallOptions): Promise<Invited>;
  /**
   * What the vendor has of this very invitation; undefined where it has none. Throws Failure. Absent where it cannot be
   * searched: then an invitation of unknown outcome is made again only where that is harmless.
   */
  find?(invitation: Invitation, options: CallOptions): Promise<Invited | undefined>;
  /** Invitations with the same key are made one at a time. Absent: in any number at once. */
  exclusiveKey?(invitation: Invitation): string;
  /**
   * All attempts at this interview that the vendor knows, as observed from `now` on, and the time to which one that has
   * not begun was moved. Throws Failure.
   */
  fetch(subject: Subject, now: number, options: CallOptions): Promise<(Observation | Reschedule)[]>;
  /** Duration, times and per-question scores of one attempt. Throws Failure. */
  fetchDetails?(attemptId: string, now: number, options: CallOptions): Promise<Observation>;
  /**
   * What was said in an attempt, fetched each time a recruiter is to read it: the bridge does not store it. Throws Failure.
   */
  fetchTranscript?(attemptId: string, options: CallOptions): Promise<Transcript>;
  /** The invitation's link stops working. Throws Failure. */
  cancel?(subject: Subject, options: CallOptions): Promise<void>;
  /** Has the PDF report made anew and returns a fresh link. Throws Failure. */
  makeReport?(attemptId: string, options: CallOptions): Promise<ReportLink>;
  /**
   * Reports to the vendor what could not be read in one of its answers about an interview, by the names that an
   * observation or a Failure has for it: each once for an interview. Throws Failure.
   */
  complain?(subject: Subject, unread: readonly string[], options: CallOptions): Promise<void>;
  /** What else than its list of templates shows that it is set up right; for `doctor`. Throws Failure. */
  check?(options: CallOptions): Promise<readonly VendorFinding[]>;
  /** The result in the vendor's own application, for people with a login there. */
  resultPageOf?(attemptId: string): string | undefined;
  /** Secrets of this account that prove a webhook whose head presents one. */
  readonly webhookSecrets: readonly string[];
  /** What the head of a webhook presents that may be such a secret: the same for all accounts of the vendor. */
  presented(head: WebhookHead): readonly string[];
  /**
   * What the head of a webhook says of its sender, before anything of the body is read. `known`: it has a secret of
   * this account, or came to an address made for it, which begins with its name. `signed`: only the bytes can tell,
   * whichever account they are for. In constant time.
   */
  recognise(head: WebhookHead): 'known' | 'signed' | undefined;
  /** Undefined where it is not proven to be this account's. In constant time. */
  verify(raw: RawWebhook): VerifiedWebhook | undefined;
  /**
   * Parses what was verified. Throws Failure `invalid-json`, or `invalid-field` naming the field of an unknown shape.
   */
  read(webhook: VerifiedWebhook, receivedAt: number): WebhookReading;
};

/** What differs between vendors, declared: the rest of the bridge looks here, and never at a name. */
export type Capabilities = {
  /** Whether the vendor mails the candidate, or only gives a link. */
  readonly invites: 'mail' | 'link';
  /** Where the list of templates comes from. Absent: the vendor is asked. */
  readonly lists?: 'settings';
  /** Whether the vendor is ever called. Absent: it is. */
  readonly isCalled?: boolean;
  /** Whose id the vendor's webhooks and answers carry. */
  readonly identity: 'ours' | 'theirs';
  /** What comes of inviting again for the same interview. */
  readonly createTwice: 'same' | 'harmless' | 'mails-twice';
  readonly canFind: 'by-our-id' | 'by-template-and-email' | 'never';
  /** `one`: the answer is about this interview alone. `list`: about the candidate, and ours is picked out. */
  readonly canAsk: 'one' | 'list' | 'never';
  /** Whether webhooks carry the result, or only say that something changed. */
  readonly push: 'full' | 'hint' | 'none';
  /** What proves a webhook; any one of them does. */
  readonly proof: readonly ('header' | 'hmac' | 'standard-webhooks' | 'basic' | 'secret-path')[];
  /** The headers that carry such a proof, in lower case. */
  readonly proofHeaders: readonly string[];
  /** How webhooks are sent. Absent: by POST alone. */
  readonly webhookMethods?: readonly ('POST' | 'PATCH')[];
  /** What a webhook without any proof is answered. Absent: 401. */
  readonly strangers?: 401 | 404;
  /** What a proven webhook about an interview that the bridge has not is answered. Absent: 200, there may be others. */
  readonly unknown?: 200 | 404;
  readonly canCancel: boolean;
  /** Whether the candidate's link dies with its first visit. Absent: it lasts. */
  readonly links?: 'lasting' | 'single-use';
  /** `points`: on a scale, which each score carries. */
  readonly score: { readonly overall: 'points' | 'none'; readonly parts: 'points' | 'word' | 'none' };
  readonly report: 'pdf-link' | 'pdf-on-demand' | 'page' | 'none';
  /** Whether what was said can be asked for. Absent: it cannot. */
  readonly transcript?: 'on-demand';
  /** The ends without a result that the vendor ever reports. */
  readonly endings: readonly ('failed' | 'declined' | 'expired' | 'cancelled')[];
  /** When nothing more of a result changes. */
  readonly settled: 'first-result' | 'later-event' | 'never';
  /** How long the bridge goes without polling, at most. */
  readonly askEveryMs: number;
};

export type Template = { id: string; name: string };
/** `isCut`: there are more than can be offered; the newest are. */
export type TemplateList = { templates: Template[]; missing: readonly MissingKind[]; isCut: boolean };
/**
 * One of the vendor's kinds of templates that it would not (`vendor-refused`) or could not list, by the vendor's word.
 */
export type MissingKind = { kind: string; failure: Failure };
export type Job = { id: string; name: string };
/** What a check found, and where it is wrong what to do about it. */
export type VendorFinding = { readonly isFine: boolean; readonly text: string };

/** `expiresAt`: epoch ms; after that the interview counts as expired. */
export type Invitation = {
  interviewId: string;
  templateId: string;
  candidate: Candidate;
  jobTitle?: string;
  expiresAt: number;
};

/** `ref`: the vendor's own name of the invitation. `link`: where the candidate begins. */
export type Invited = { ref?: string; link?: string; isEmailed: boolean };

/** The interview that a question is about, with all that the vendor ever said of its name. */
export type Subject = {
  interviewId: string;
  templateId: string;
  email: string;
  candidateRef?: string;
  ref?: string;
  /** References of invitations that were replaced since, oldest first. */
  earlierRefs?: readonly string[];
  link?: string;
};

export type WebhookHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** `path`: what follows the vendor's name in the address, without a slash before it; mostly nothing. */
export type WebhookHead = { readonly headers: WebhookHeaders; readonly path: string };
/** A webhook as it came: the bytes of its body, unpacked. */
export type RawWebhook = WebhookHead & { readonly bytes: Uint8Array };

declare const verified: unique symbol;
/** Only `verify` of a vendor makes one, so unverified bytes cannot be read, and what is read is what was verified. */
export type VerifiedWebhook = { readonly bytes: Uint8Array; readonly [verified]: true };

/**
 * What a webhook says, and whom it speaks of. Without an observation it is a hint: something has changed, and the
 * vendor is to be polled.
 */
export type WebhookReading = {
  /** The vendor's name of the event, derived where it sends none. */
  event: string;
  observation?: Observation;
  /** The candidate has moved the interview to another time. */
  rescheduled?: Reschedule;
  /** A person's decision, of a webhook that does not say about which attempt: the newest finished one is meant. */
  decision?: boolean;
  /** Where the vendor's own application shows the result of an attempt, in a webhook that says no more than that. */
  resultPage?: { attemptId: string; url: string };
  /** Absent where our interview id says enough. */
  templateId?: string;
  /** Our interview id as the vendor holds it. Where that is on the candidate, a later invitation overwrites it. */
  externalId?: string;
  email?: string;
  /** The vendor's reference to the candidate or, where its webhooks carry ids of its own, to the invitation. */
  candidateRef?: string;
};
