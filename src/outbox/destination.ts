import type { DeliveryState } from './delivery.ts';

/**
 * What the other side answered, in short: a status, or why there was none; at most 2 KiB of its words. Where no server is
 * asked by HTTP, `text` alone says in our words what was done.
 */
export type Answer = { status?: number; error?: string; text?: string };

/** A body as it is remembered: short values as they are, long texts as their length and a digest. */
export type Outline = string | number | boolean | readonly [characters: number, digest: string] | OutlineOfObject;
type OutlineOfObject = { readonly [key: string]: Outline };

/** Content that ought to stand at a destination. Its parts are worked out when they are looked at. */
export type Document = {
  /** Unique within its destination. */
  readonly key: string;
  /** What it says, in a word: for histories. */
  readonly label: string;
  /** Equal for equal content. */
  readonly digest: string;
  readonly body: string;
  /** What to remember of the content once it is written. */
  outline(): Outline;
  /** It holds a score above the top of its scale: a setting is wrong. */
  readonly isScoreAboveMaximum: boolean;
};

/** What came of one write. */
export type WriteResult =
  /** `restUntil`: the next write of the credential would be one too many before then, epoch ms. */
  | { outcome: 'acknowledged'; answer: Answer; restUntil?: number }
  /** The other side will not have this content any more. */
  | { outcome: 'refused'; answer: Answer }
  /** `isCertain`: it surely is the credential, and not what this write is about. */
  | { outcome: 'token-rejected'; answer: Answer; isCertain?: true }
  /** `isCapped`: the other side asked for a longer wait than until `retryAt`. */
  | { outcome: 'rate-limited'; answer: Answer; retryAt?: number; isCapped?: true }
  /**
   * It may have been taken or not. `isUnsent`: surely nothing of it has reached the other side. `isMissing`: it was not
   * taken, since the other side knows nothing of the subject.
   */
  | { outcome: 'try-again'; answer: Answer; isUnsent?: true; isMissing?: true }
  /**
   * Nothing was taken, for a reason that lies neither in this document nor in the credential: it waits as the subject
   * says, or until then (epoch ms), and its own attempts neither count nor end.
   */
  | { outcome: 'postponed'; answer: Answer; until?: number }
  | { outcome: 'failed'; answer: Answer };

/** A place outside where documents about a subject are written. */
export type Destination<Subject> = {
  readonly id: string;
  /** Destinations of one credential wait together: all of them, and nothing else. */
  readonly circuit: string;
  /** What is written twice is there twice: a write does not replace the one before it. */
  readonly accumulates?: true;
  /** Other work on the subject does not wait for its calls: they end when `giveWay` aborts, while nothing is taken. */
  readonly givesWay?: true;
  /** What ought to stand there. Pure. */
  documents(subject: Subject): readonly Document[];
  /**
   * Of a document that says what came of an interview: since when that is known, epoch ms. `state`: how its delivery
   * stood before.
   */
  resultKnownAt?(subject: Subject, document: Document, state: DeliveryState): number | undefined;
  /** Why nothing may be written about this subject, whatever the credential; undefined when it may. */
  barrier?(subject: Subject): Answer | undefined;
  /** One call, which ends when `signal` aborts. Never throws: whatever happens is a result. */
  write(subject: Subject, document: Document, options: WriteOptions): Promise<WriteResult>;
  /**
   * Whether a document that may have been written stands there, or why that cannot be said. Asked only where an earlier
   * write has no answer. Never throws. Absent: it is written again.
   */
  find?(
    subject: Subject,
    document: Document,
    options: { signal: AbortSignal },
  ): Promise<'found' | 'absent' | WriteResult>;
};

export type WriteOptions = { signal: AbortSignal; giveWay?: AbortSignal };

/** The name of a document among all deliveries of a record. */
export function deliveryKey(destination: Pick<Destination<never>, 'id'>, document: Pick<Document, 'key'>): string {
  return `${destination.id}/${document.key}`;
}
