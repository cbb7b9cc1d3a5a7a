import type { BridgeAccount } from '../../../bridge-accounts.ts';
import { outcomeOf } from '../../../interviews/outcome.ts';
import type { InterviewRecord } from '../../../interviews/record.ts';
import type { OpenCircuit } from '../../../outbox/circuits.ts';
import { heldBackBy } from '../../queries/held-back.ts';
import type { InterviewView } from '../../queries/interview-view.ts';
import { remedyOf, remedyOfWaiting } from '../../remedies.ts';

/**
 * What keeps a delivery waiting. `circuit`: the open one for which it waits with all deliveries of its account. `remedy`:
 * what to do, as a sentence without its stop; absent where nothing is wrong. `dueSince`: it has been due for longer than
 * a worker takes, epoch ms.
 */
export type Waiting = { circuit?: OpenCircuit; remedy?: string; dueSince?: number };

/** A delivery that has been due for less time is not late. */
const overdueMs = 60_000;

/** Pure. `open`: circuits of its account. */
export function waitingOf(
  { record, account, view }: { record: InterviewRecord; account: BridgeAccount; view: InterviewView },
  open: readonly OpenCircuit[],
  now: number,
): Waiting {
  const waiting = view.deliveries.find(({ state }) => state === 'waiting');
  if (!waiting || account.isPaused) return {};
  const circuit = heldBackBy(view.deliveries, open, now);
  if (circuit) return { circuit, remedy: remedyOf(account, circuit) };
  const dueSince = dueAt(record, account, waiting, now);
  if (dueSince < now - overdueMs) return { dueSince };
  return waiting.tries > 0 ? { remedy: remedyOfWaiting(waiting.destination) } : {};
}

/** What was not tried yet is due since its result is known: a worker writes down that, or the vendor has said it. */
function dueAt(
  record: InterviewRecord,
  { policy }: BridgeAccount,
  { next_at: at }: InterviewView['deliveries'][number],
  now: number,
): number {
  if (at !== undefined) return Date.parse(at);
  if (outcomeOf(record, policy, now).status !== 'completed') return now;
  const observed = Object.values(record.attempts).flatMap((attempt) => Object.values(attempt.observed));
  return record.concluded?.at ?? Math.max(...observed.map(({ at: seenAt }) => seenAt));
}
