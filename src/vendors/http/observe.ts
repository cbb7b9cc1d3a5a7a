import type {
  AttemptState,
  Observation,
  ObservationSource,
  Question,
  Rating,
  Reschedule,
  Score,
} from '../../interviews/observation.ts';
import { limits } from '../../limits.ts';
import { longestSeconds, mostAheadMs } from '../values.ts';
import type { Interview } from './contract.ts';

/** The vendor's words for the end of an interview, and how each counts. An unknown word counts as started. */
const states: Readonly<Record<string, { state: AttemptState; final?: Observation['final'] }>> = {
  completed: { state: 'finished', final: 'completed' },
  failed: { state: 'failed' },
  declined: { state: 'failed', final: 'declined' },
  cancelled: { state: 'failed', final: 'cancelled' },
  expired: { state: 'failed', final: 'expired' },
};
const notBegun = ['invited', 'scheduled'];

/** When something was said: `seenAt` is when it arrived, which may be long after the vendor was asked (`at`). */
type Arrival = { at: number; seenAt?: number };

/** Another time for an interview that has not begun; undefined where the vendor says of none. Pure. */
export function rescheduleOf(said: Interview, { at, seenAt = at }: Arrival): Reschedule | undefined {
  const { from, to } = said.reschedule ?? {};
  if (!notBegun.includes(said.status.toLowerCase()) || typeof to !== 'number' || from === to) return undefined;
  return { ...(typeof from === 'number' ? { from } : {}), to, at: Math.min(said.updated_at ?? at, seenAt) };
}

type Points = { value?: number | null | undefined; max?: number | null | undefined };

/**
 * The vendor's interview as an observation: it has one attempt, with our id. Undefined before the candidate begins.
 * Ordered by the vendor's time, if it gives one: nothing can be newer than its arrival, and something that is older may
 * have arrived in between. Pure.
 */
export function observe(
  interviewId: string,
  said: Interview,
  { source, at, seenAt = at }: Arrival & { source: ObservationSource },
  unread: readonly string[],
): Observation | undefined {
  const status = said.status.toLowerCase();
  if (notBegun.includes(status)) return undefined;
  const ignored = new Set(unread);
  const belowMinimum = new Set<string>();
  let room: number = limits.resultCharacters;
  const ratings = listOf('ratings', limits.questions, ratingsOf(said.ratings));
  const { state, final } = (Object.hasOwn(states, status) && states[status]) || { state: 'running' as const };
  return {
    attemptId: interviewId,
    source,
    at: Math.min(said.updated_at ?? at, seenAt),
    state,
    isSubmitted: state === 'finished',
    vendorStatus: status,
    // The vendor always sends the whole interview: an absent field means that there is no such value any more.
    score: pointsOf('score', said.score) ?? null,
    ratings,
    questions: listOf('questions', limits.questions - (ratings?.length ?? 0), questionsOf(said.questions)),
    analysis: said.summary?.trim() || null,
    reasonsToHire: listOf('strengths', limits.reasons, textsOf('strengths', said.strengths)),
    reasonsNotToHire: listOf('concerns', limits.reasons, textsOf('concerns', said.concerns)),
    decision: said.decision ?? null,
    startedAt: timeOf('started_at', said.started_at),
    endedAt: timeOf('ended_at', said.ended_at),
    durationSeconds: secondsOf(said.duration_seconds),
    resultPage: said.page_url ?? null,
    report: said.pdf_url ? { url: said.pdf_url } : null,
    hasTranscript: Array.isArray(said.transcript) && said.transcript.length > 0,
    ...(final ? { final } : {}),
    ...(ignored.size > 0 ? { ignored: [...ignored].slice(0, limits.ignoredFields) } : {}),
    ...(belowMinimum.size > 0 ? { belowMinimum: [...belowMinimum] } : {}),
  };

  function pointsOf(field: string, score: Points | null | undefined): Score | undefined {
    if (!score || typeof score.value !== 'number') return undefined;
    if (typeof score.max !== 'number' || score.max <= 0) ignored.add(`${field}.max`);
    else if (score.value < 0) belowMinimum.add(field);
    else return { points: score.value, of: score.max };
    return undefined;
  }

  function ratingsOf(said: Interview['ratings']): Rating[] {
    return (said ?? []).flatMap((rating) => {
      const score = rating?.word ? { word: rating.word } : pointsOf('ratings[]', rating);
      if (rating?.label && score) return [{ label: rating.label, score }];
      ignored.add('ratings[]');
      return [];
    });
  }

  function questionsOf(questions: Interview['questions']): Question[] {
    return (questions ?? []).flatMap((each) => {
      if (!each?.question) {
        ignored.add('questions[]');
        return [];
      }
      const score = pointsOf('questions[].score', each.score) ?? (each.word ? { word: each.word } : undefined);
      const [answer] = textsOf('questions[].answer', [each.answer]);
      const [comment] = textsOf('questions[].comment', [each.comment]);
      const said = { ...(score ? { score } : {}), ...(answer ? { answer } : {}), ...(comment ? { comment } : {}) };
      return [{ question: each.question, ...said }];
    });
  }

  /** Those that have something to say, as long as there is room. */
  function textsOf(field: string, texts: readonly (string | null | undefined)[] | null | undefined): string[] {
    return (texts ?? []).flatMap((each) => {
      const text = each?.trim() ?? '';
      if (text.length > room) ignored.add(field);
      if (text === '' || text.length > room) return [];
      room -= text.length;
      return [text];
    });
  }

  function listOf<Item>(field: string, most: number, items: readonly Item[]): Item[] | null {
    if (items.length > most) ignored.add(field);
    const taken = items.slice(0, most);
    return taken.length > 0 ? taken : null;
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
