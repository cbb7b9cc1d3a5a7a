import { limits } from '../limits.ts';
import type { Answer } from '../outbox/destination.ts';
import type { Observation } from './observation.ts';
import type { InterviewRecord } from './record.ts';
import { describeScore } from './score.ts';

/** The record with one more line of its history; the newest lines are kept, each as far as it is short. */
export function withEvent(record: InterviewRecord, at: number, text: string): InterviewRecord {
  const { historyLines, historyLineCharacters } = limits;
  const line = text.length > historyLineCharacters ? `${text.slice(0, historyLineCharacters - 1)}…` : text;
  return { ...record, history: [...record.history, { at, text: line }].slice(-historyLines) };
}

/** An observation in one line for the history of an interview: ids, states and numbers, no text of the vendor's. */
export function describe(observation: Observation): string {
  const { attemptId, state, isSubmitted, score, decision, report } = observation;
  const parts = [`attempt ${attemptId} ${state}${isSubmitted ? ', submitted' : ''}`];
  if (score) parts.push(`score ${describeScore(score)}`);
  if (decision !== undefined && decision !== null) parts.push(decision ? 'to be advanced' : 'not to be advanced');
  if (report) parts.push('with report');
  return parts.join(', ') + describeIgnored(observation);
}

/** Which fields of an observation were not taken, by the vendor's names of them; beginning with a comma, or nothing. */
export function describeIgnored({ ignored = [], belowMinimum = [] }: Observation): string {
  const low = belowMinimum.length > 0 ? `, below the minimum: ${belowMinimum.join(' ')}` : '';
  return ignored.length > 0 ? `${low}, ignored: ${ignored.join(' ')}` : low;
}

export function describeAnswer(answer: Answer): string {
  return answer.status === undefined ? (answer.error ?? 'no answer') : String(answer.status);
}
