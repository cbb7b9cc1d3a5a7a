import type { Row } from './table.tsx';

const columns: readonly (readonly [name: string, of: (row: Row) => string | undefined])[] = [
  ['id', ({ id }) => id],
  ['account', ({ account }) => account],
  ['door', ({ origin }) => origin.door],
  ['job', ({ origin }) => origin.job],
  ['job_title', ({ origin }) => origin.job_title],
  ['template', ({ template }) => template.id],
  ['template_name', ({ template }) => template.name],
  ['vendor', ({ vendor }) => vendor],
  ['state', ({ state }) => state],
  ['reason', ({ reason }) => reason],
  ['outcome', ({ outcome }) => outcome],
  ['created_at', ({ created_at }) => created_at],
  ['concluded_at', ({ concluded_at }) => concluded_at],
  ['next_at', ({ next }) => next?.at],
  ['next', ({ next }) => next?.what],
];

/** RFC 4180, a line each, without anything personal. */
export function csvOf(rows: readonly Row[]): string {
  const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, of]) => cell(of(row) ?? '')))];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

/** Titles come from outside: a spreadsheet would take some of them for formulas. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
