import { singleLine } from '../interviews/legible.ts';
import { fillText } from '../pages/fill.tsx';

export type Values = Readonly<Record<string, string>>;

/** The text with its placeholders filled in, on one line. What is filled in is never looked through again. */
export function fill(text: string, values: Values): string {
  const filled = fillText(text, values);
  return singleLine(filled, filled.length);
}
