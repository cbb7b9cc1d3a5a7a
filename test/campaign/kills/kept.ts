import type { WorkableKept } from '../../../sandbox/workable/inbox.ts';

/** What the vendor says of a person's interview after an act of it, by its place in the person's life. */
export type SentState = { person: string; act: number; state: unknown };

export type Silence = { bridge: string; since: number; until: number };

/** The vendor's event log: what its candidates did, beside what the vendor itself keeps. */
export type VendorLifeKept = {
  /** Sent, or about to be. */
  sent: SentState;
  /** The bridge answered 200. */
  acknowledged: Omit<SentState, 'state'>;
  ended: string;
  /** A webhook that a web process left without an answer. */
  silence: Silence;
  /** Neither 200 nor the 503 of a bridge without Redis. */
  unexpected: string;
};

/** Workable's event log, with the interviews it requested. Interviews are numbered; each has a different person. */
export type WorkableLifeKept = WorkableKept & {
  requested: number;
  /** The template of all interviews, whatever the list says later. */
  template: string;
  /** Answered 201. */
  created: Created;
  /** Answered 201 once more. */
  repeated: Created;
  unexpected: string;
};

/** The event log of the mail server. */
export type MailLifeKept = {
  /** `page`: the address in it. */
  mail: { person: string; messageId: string; page: string; at: number };
};

export type Created = { number: number; interviewId: string };

export function personOf(number: number): string {
  return `candidate.${number}@example.test`;
}

export function pathOf(number: number): string {
  return `/interviews/${number}`;
}
