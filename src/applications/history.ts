import { limits } from '../limits.ts';
import type { ApplicationRecord } from './record.ts';

/** The record with one more line in its history. The newest lines are kept. */
export function withLine(record: ApplicationRecord, at: number, text: string): ApplicationRecord {
  const { historyLines, historyLineCharacters } = limits;
  const line = text.length > historyLineCharacters ? `${text.slice(0, historyLineCharacters - 1)}…` : text;
  return { ...record, history: [...record.history, { at, text: line }].slice(-historyLines) };
}
