import type { Emit, Note } from '../interviews/ports.ts';
import type { createTries, TryOutcome } from '../store/tries.ts';

/** What is not there was no try. */
const outcomes: Partial<Record<(Note & { event: 'delivery' })['outcome'], TryOutcome>> = {
  acknowledged: 'acknowledged',
  refused: 'refused',
  failed: 'failed',
  'gave-up': 'failed',
  'token-rejected': 'again',
  'rate-limited': 'again',
  'try-again': 'again',
};

/**
 * Counts tries to write to Workable, by either door, for the console; invitations by mail go elsewhere. Work never waits
 * for it, and a count that is lost is lost.
 */
export function openTryCounter(tries: Pick<ReturnType<typeof createTries>, 'count'>, now: () => number): Emit {
  return (note) => {
    if (note.event !== 'delivery' || note.destination === 'mail' || note.account === undefined) return;
    const outcome = outcomes[note.outcome];
    if (outcome) void tries.count(note.account, outcome, note.tookMs, now()).catch(() => undefined);
  };
}
