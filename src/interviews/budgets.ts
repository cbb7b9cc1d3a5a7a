import { limits } from '../limits.ts';

/** Longer than any single call to the outside; every save extends it. */
export const leaseMs = 20_000;

/** Between the end of a call and the end of the lease, at least: its answer is read, and saved under the lease. */
export const spareMs = 1_000;

/**
 * How long each call of a port may take, in ms, whatever it is made of: pages of a list, a second try, a wait for a
 * socket.
 */
export const budgets = {
  list: limits.vendorCallMs,
  invite: limits.vendorCallMs,
  find: limits.vendorFindMs,
  fetch: limits.vendorCallMs,
  details: limits.vendorDetailsMs,
  report: limits.reportMs,
  transcript: limits.vendorCallMs,
  cancel: limits.vendorCallMs,
  complain: limits.vendorDetailsMs,
  write: limits.writeMs,
  /** Of a candidate, at the applicant tracking system. */
  read: limits.vendorCallMs,
} as const;

/** Makes a call with a signal that aborts after so many ms. Resolves and rejects as the call does. */
export type Within = <Result>(
  ms: number,
  call: (options: { signal: AbortSignal }) => Promise<Result>,
) => Promise<Result>;

/**
 * Whether a call that starts so long after the lease was asked for, and may take `budgetMs`, ends before the lease
 * does.
 */
export function endsInLease(budgetMs: number, startsAfterMs: number): boolean {
  return startsAfterMs + budgetMs + spareMs <= leaseMs;
}
