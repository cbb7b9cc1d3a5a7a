import type { Observation, Rating, Remark } from '../../interviews/observation.ts';
import type { SpokenTurn } from '../../interviews/transcript.ts';
import { limits } from '../../limits.ts';
import { isObject } from '../lenient.ts';
import { decimalOf, longestSeconds } from '../values.ts';
import type { Interview, InterviewData, Scores } from './contract.ts';

type Names = Partial<Record<keyof Scores, string>>;

const general: Names = { communication: 'Communication', motivation: 'Motivation', skills: 'Skills' };
/** The top of the scale of the general scores. */
const generalMax = 5;

/** Ribbon does not say what these are out of: they are shown as they are, without a maximum. */
const languages: Names = {
  language_vocabulary_and_expression: 'Language: vocabulary and expression',
  language_grammar_and_structure: 'Language: grammar and structure',
  language_fluency_and_pace: 'Language: fluency and pace',
  language_comprehension: 'Language: comprehension',
};

/**
 * A completed interview as an observation: it is an attempt of its own. Undefined before: nothing tells whether the
 * candidate has begun. `decision` stays absent, since an interview says nothing of it. Pure.
 */
export function observe(said: Interview, at: number, unread: readonly string[]): Observation | undefined {
  const { interview_id: attemptId, interview_data: data } = said;
  if (said.status?.toLowerCase() !== 'completed' || !data) return undefined;
  const belowMinimum: string[] = [];
  const ends = endOf(data);
  const isDuration = ends !== undefined && ends >= 0 && ends <= longestSeconds;
  const ignored = ends === undefined || isDuration ? unread : [...unread, 'transcript_with_timestamp[].words[].end'];
  const ratings: Rating[] = pointsOf(general).map(([label, points]) => ({ label, score: { points, of: generalMax } }));
  const remarks: Remark[] = pointsOf(languages).map(([label, value]) => ({ label, value }));
  return {
    attemptId,
    source: 'fetch',
    at,
    state: 'finished',
    isSubmitted: true,
    final: 'completed',
    vendorStatus: said.status,
    analysis: data.summary?.trim() || null,
    durationSeconds: isDuration ? Math.round(ends) : null,
    hasTranscript: !spokenIn(data).next().done,
    ratings: ratings.length > 0 ? ratings : null,
    remarks: remarks.length > 0 ? remarks : null,
    ...(ignored.length > 0 ? { ignored: ignored.slice(0, limits.ignoredFields) } : {}),
    ...(belowMinimum.length > 0 ? { belowMinimum } : {}),
  };

  function pointsOf(names: Names): [name: string, points: number][] {
    return Object.entries(names).flatMap(([field, name]): [string, number][] => {
      const points = data?.scores?.[field as keyof Scores];
      if (typeof points !== 'number') return [];
      if (points >= 0) return [[name, points]];
      belowMinimum.push(`scores.${field}`);
      return [];
    });
  }
}

/** Ribbon names no duration: the last moment of which anything was written down, in seconds from the beginning. */
function endOf({
  transcript_with_timestamp: segments,
  questions_to_transcript_mapping: parts,
}: InterviewData): number | undefined {
  let latest: number | undefined;
  for (const segment of rowsIn(segments)) for (const word of rowsIn(segment.words)) note(word.end);
  for (const part of rowsIn(parts)) note(part.end_timestamp);
  return latest;

  function note(said: unknown): void {
    const seconds = decimalOf(said);
    if (seconds !== undefined && seconds > (latest ?? Number.NEGATIVE_INFINITY)) latest = seconds;
  }
}

/** What was said. The agent asks; whatever Ribbon calls the other one, it is the candidate. */
export function* spokenIn({ transcript_with_timestamp: segments }: InterviewData): Generator<SpokenTurn> {
  for (const { role, content } of rowsIn(segments)) {
    if (typeof content !== 'string' || content.trim() === '') continue;
    const isAgent = typeof role === 'string' && role.toLowerCase() === 'agent';
    yield { speaker: isAgent ? 'interviewer' : 'candidate', text: content };
  }
}

function* rowsIn(list: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(list)) for (const row of list) if (isObject(row)) yield row;
}
