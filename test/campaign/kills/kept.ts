import type { VendorKept } from '../../../sandbox/vendor/memory.ts';
import type { WebhookPayload } from '../../../sandbox/vendor/types.ts';
import type { WorkableKept } from '../../../sandbox/workable/inbox.ts';

/** A webhook's body, sent or about to be. `act` is its place in the candidate's life. */
export type SentState = { person: string; act: number; payload: WebhookPayload };

/** The vendor's event log, with what its candidates did. */
export type VendorLifeKept = VendorKept & {
  sent: SentState;
  /** The bridge answered 200. */
  acknowledged: Omit<SentState, 'payload'>;
  ended: string;
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

export type Created = { number: number; interviewId: string };

export function personOf(number: number): string {
  return `candidate.${number}@example.test`;
}

export function pathOf(number: number): string {
  return `/interviews/${number}`;
}
