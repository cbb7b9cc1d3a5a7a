import type { AttemptState, Observation, ObservationSource } from '../../interviews/observation.ts';
import type { Interview } from './contract.ts';

/** The vendor's words for how far an interview has got. Any other word counts as running. */
const states: Readonly<Record<string, AttemptState>> = { collected: 'finished', done: 'finished', failed: 'failed' };

/** The top of the vendor's scale, from its documentation. */
const topScore = 10;

/** The vendor's interview as an observation; undefined before the candidate has begun. Pure. */
export function observe(
  said: Interview,
  { source, at }: { source: ObservationSource; at: number },
  ignored: readonly string[] = [],
): Observation | undefined {
  const status = said.status?.toLowerCase() ?? '';
  if (status === 'invited') return undefined;
  const isNegative = typeof said.score === 'number' && said.score < 0;
  return {
    attemptId: said.id,
    source,
    at: Math.min(said.updated_at ?? at, at),
    state: states[status] ?? 'running',
    // What follows are corrections.
    isSubmitted: status === 'done',
    vendorStatus: status,
    // The vendor always sends the whole interview: an absent field means that there is no such value.
    score: typeof said.score === 'number' && !isNegative ? { points: said.score, of: topScore } : null,
    decision: said.decision ?? null,
    analysis: said.summary?.trim() || null,
    startedAt: said.started_at ?? null,
    resultPage: said.url ?? null,
    ...(ignored.length > 0 ? { ignored } : {}),
    ...(isNegative ? { belowMinimum: ['score'] } : {}),
  };
}
