import type { Observation } from './observation.ts';
import type { Emit, Note } from './ports.ts';

/**
 * Reports the fields of an observation that could not be read: a log line and a count for each, and an alarm for a
 * negative score.
 */
export function emitIgnored(
  emit: Emit,
  { attemptId, ignored = [], belowMinimum = [] }: Observation,
  where: Pick<Note, 'account' | 'interviewId'>,
): void {
  for (const detail of ignored) emit({ event: 'field', outcome: 'ignored', detail, attemptId, ...where });
  for (const detail of belowMinimum) emit({ event: 'score', outcome: 'below-minimum', detail, attemptId, ...where });
}
