import { limits } from '../limits.ts';
import type { Answer, WriteResult } from '../outbox/destination.ts';
import type { Observation } from './observation.ts';
import type { InterviewRecord } from './record.ts';
import { describeScore } from './score.ts';

/** The record with one more line in its history. The newest lines are kept; a long line is cut. */
export function withEvent(record: InterviewRecord, at: number, text: string): InterviewRecord {
  const { historyLines, historyLineCharacters } = limits;
  const line = text.length > historyLineCharacters ? `${text.slice(0, historyLineCharacters - 1)}…` : text;
  return { ...record, history: [...record.history, { at, text: line }].slice(-historyLines) };
}

/** An observation as one line of an interview's history: ids, states and numbers, none of the vendor's texts. */
export function describe(observation: Observation): string {
  const { attemptId, state, isSubmitted, score, decision, report } = observation;
  const parts = [`attempt ${attemptId} ${state}${isSubmitted ? ', submitted' : ''}`];
  if (score) parts.push(`score ${describeScore(score)}`);
  if (decision !== undefined && decision !== null) parts.push(decision ? 'to be advanced' : 'not to be advanced');
  if (report) parts.push('with report');
  return parts.join(', ') + describeIgnored(observation);
}

/** The vendor's names of the fields that could not be read, after a comma; empty if there are none. */
export function describeIgnored({ ignored = [], belowMinimum = [] }: Observation): string {
  const low = belowMinimum.length > 0 ? `, below the minimum: ${belowMinimum.join(' ')}` : '';
  return ignored.length > 0 ? `${low}, ignored: ${ignored.join(' ')}` : low;
}

export function describeAnswer(answer: Answer): string {
  const { status, error, text } = answer;
  // Without a status the text is our own.
  return status === undefined ? (error ?? text ?? 'no answer') : String(status);
}

/** What came of a try, for a line of a history: `try-again (503)`, `refused for now (403)`. */
export function describeResult({ outcome, answer }: WriteResult): string {
  const words = describeAnswer(answer);
  if (outcome !== 'postponed') return `${outcome} (${words})`;
  return answer.status === undefined ? words : `refused for now (${words})`;
}
