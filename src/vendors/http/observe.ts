import type { AttemptState, Observation, ObservationSource, Question, Score } from '../../interviews/observation.ts';
import { limits } from '../../limits.ts';
import { longestSeconds, mostAheadMs } from '../values.ts';
import type { Interview } from './contract.ts';

/** The vendor's words for the end of an interview, and how each counts. An unknown word counts as started. */
const states: Readonly<Record<string, { state: AttemptState; final?: Observation['final'] }>> = {
  completed: { state: 'finished', final: 'completed' },
  failed: { state: 'failed' },
  declined: { state: 'failed', final: 'declined' },
  cancelled: { state: 'failed', final: 'declined' },
  expired: { state: 'failed', final: 'expired' },
};

const notBegun = ['invited', 'scheduled'];

/**
 * The vendor's interview as an observation: it has one attempt, with our id. Undefined before the candidate begins.
 * Ordered by the vendor's time, if it gives one. Pure.
 */
export function observe(
  interviewId: string,
  said: Interview,
  { source, at }: { source: ObservationSource; at: number },
  unread: readonly string[],
): Observation | undefined {
  if (notBegun.includes(said.status)) return undefined;
  const ignored = new Set(unread);
  const belowMinimum = new Set<string>();
  const { state, final } = states[said.status] ?? { state: 'running' as const };
  return {
    attemptId: interviewId,
    source,
    at: Math.min(said.updated_at ?? at, at),
    state,
    isSubmitted: state === 'finished',
    vendorStatus: said.status,
    // The vendor always sends the whole interview: an absent field means that there is no such value any more.
    score: pointsOf('score', said.score),
    questions: ratingsOf(said.ratings),
    analysis: said.summary?.trim() || null,
    decision: said.decision ?? null,
    startedAt: timeOf('started_at', said.started_at),
    endedAt: timeOf('ended_at', said.ended_at),
    durationSeconds: secondsOf(said.duration_seconds),
    resultPage: said.page_url ?? null,
    report: said.pdf_url ? { url: said.pdf_url } : null,
    ...(final ? { final } : {}),
    ...(ignored.size > 0 ? { ignored: [...ignored].slice(0, limits.ignoredFields) } : {}),
    ...(belowMinimum.size > 0 ? { belowMinimum: [...belowMinimum] } : {}),
  };

  function pointsOf(field: string, score: Interview['score']): Score | null {
    if (!score || typeof score.value !== 'number') return null;
    if (typeof score.max !== 'number' || score.max <= 0) ignored.add(`${field}.max`);
    else if (score.value < 0) belowMinimum.add(field);
    else return { points: score.value, of: score.max };
    return null;
  }

  function ratingsOf(ratings: Interview['ratings']): Question[] | null {
    const scores = (ratings ?? []).flatMap((rating) => {
      const score = rating?.word ? { word: rating.word } : pointsOf('ratings[]', rating);
      if (rating?.label && score) return [{ question: rating.label, score }];
      ignored.add('ratings[]');
      return [];
    });
    if (scores.length > limits.questions) ignored.add('ratings');
    return scores.length > 0 ? scores.slice(0, limits.questions) : null;
  }

  function secondsOf(seconds: number | null | undefined): number | null {
    if (typeof seconds === 'number' && seconds >= 0 && seconds <= longestSeconds) return Math.round(seconds);
    if (typeof seconds === 'number') ignored.add('duration_seconds');
    return null;
  }

  function timeOf(field: string, time: number | null | undefined): number | null {
    if (typeof time !== 'number' || time <= at + mostAheadMs) return time ?? null;
    ignored.add(field);
    return null;
  }
}
