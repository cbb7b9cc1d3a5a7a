import type { Observation } from './observation.ts';
import type { Emit, Note } from './ports.ts';

/** What of an observation was not taken: a line and a count for each field, and an alarm for a score below every scale. */
export function emitIgnored(
  emit: Emit,
  { attemptId, ignored = [], belowMinimum = [] }: Observation,
  where: Pick<Note, 'account' | 'interviewId'>,
): void {
  for (const detail of ignored) emit({ event: 'field', outcome: 'ignored', detail, attemptId, ...where });
  for (const detail of belowMinimum) emit({ event: 'score', outcome: 'below-minimum', detail, attemptId, ...where });
}
