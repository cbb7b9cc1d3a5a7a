import type { CheckedClause } from '../runner.ts';
import { countsOf, type Report } from './report.ts';

export type Cell = string | { text: string; tone: 'good' | 'bad' | 'faint' };
/** The cells of a line stand beside each other. They hold foreign text: the printer escapes it. */
export type Line = readonly Cell[];

const marks: Readonly<Record<CheckedClause['result'], Cell>> = {
  pass: { text: 'pass', tone: 'good' },
  fail: { text: 'FAIL', tone: 'bad' },
  'not applicable': { text: 'n/a ', tone: 'faint' },
};

/** For people: the clauses in their groups, what is to be said of each, and a summary. */
export function textReport(report: Report): Line[] {
  const groups = [...new Set(report.clauses.map(({ group }) => group))];
  const { passed, failed, notApplicable } = countsOf(report);
  const summary = `${passed} passed, ${failed} failed, ${notApplicable} not applicable`;
  return [
    ...groups.flatMap((title) => [
      [title],
      ...report.clauses.filter(({ group }) => group === title).flatMap(linesOf),
      [''],
    ]),
    ...report.notes.map((note) => [note]),
    [{ text: summary, tone: failed > 0 ? 'bad' : 'good' }],
  ];
}

function linesOf(clause: CheckedClause): Line[] {
  const head: Line = ['  ', marks[clause.result], ` ${clause.id} ${clause.title}`];
  if (clause.result === 'pass') return [head];
  if (clause.result === 'not applicable') return [[...head, { text: ` (${clause.reason})`, tone: 'faint' }]];
  const { came, expected, why, docs } = clause;
  const said = Object.entries({ came, expected, why, docs });
  return [head, ...said.map(([name, text]) => [`           ${`${name}:`.padEnd(10)}${text}`])];
}
