import { limits } from '../limits.ts';
import { type AttemptView, compareAttempts, viewAttempt } from './attempt.ts';
import type { Observation } from './observation.ts';
import { type InterviewRecord, observe } from './record.ts';

/** A record with few attempts and texts of at most so many characters cannot reach its size limit. */
const surelyFits = { attempts: 8, characters: 16 * 1024 };

/**
 * Adds an observation if the record has room. Where there are too many or too large attempts, the oldest are dropped,
 * but never the newest ones that a result may come from. Undefined if there is no room left.
 */
export function observeWithin(record: InterviewRecord, observation: Observation): InterviewRecord | undefined {
  const observed = observe(record, observation);
  if (observed.candidateRefs.length > limits.candidateRefsOfRecord) return undefined;
  const count = Object.keys(observed.attempts).length;
  if (count <= surelyFits.attempts && charactersOf(observation) <= surelyFits.characters) return observed;
  return fitted(observed);
}

function fitted(record: InterviewRecord): InterviewRecord | undefined {
  const views = Object.values(record.attempts).map(viewAttempt).sort(compareAttempts);
  const kept = new Set(views.map(({ attemptId }) => attemptId));
  let fitting = record;
  for (const attemptId of dispensable(views)) {
    if (kept.size <= limits.attemptsOfRecord && bytesOf(fitting) <= limits.recordBytes) break;
    kept.delete(attemptId);
    fitting = without(fitting, attemptId);
  }
  return kept.size <= limits.attemptsOfRecord && bytesOf(fitting) <= limits.recordBytes ? fitting : undefined;
}

/**
 * Attempts that may be dropped, oldest first: not the newest, the newest finished and the newest scored, since one of
 * them is reported.
 */
function dispensable(views: readonly AttemptView[]): string[] {
  const speaking = [
    views.at(-1),
    views.findLast(({ state }) => state === 'finished'),
    views.findLast(({ isScored }) => isScored),
  ];
  return views.filter((view) => !speaking.includes(view)).map(({ attemptId }) => attemptId);
}

function without(record: InterviewRecord, attemptId: string): InterviewRecord {
  const { [attemptId]: _, ...attempts } = record.attempts;
  return { ...record, attempts };
}

function bytesOf(record: InterviewRecord): number {
  return Buffer.byteLength(JSON.stringify(record));
}

/** Of all its texts. */
function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let characters = 0;
  for (const part of Object.values(value)) characters += charactersOf(part);
  return characters;
}
