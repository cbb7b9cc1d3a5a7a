import { lineForTerminal } from '../../operator/terminal.ts';
import type { CheckedClause } from '../runner.ts';
import { countsOf, type Report } from './report.ts';

const colours = { pass: 32, fail: 31, 'not applicable': 2, title: 1 } as const;
const words = { pass: 'pass', fail: 'FAIL', 'not applicable': 'n/a ' } as const;

/** For people: the lines of a report, grouped, and a summary. All foreign text is escaped for a terminal. */
export function textReport(report: Report, hasColours: boolean): string[] {
  const paint = (text: string, colour: keyof typeof colours) =>
    hasColours ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  const groups = [...new Set(report.clauses.map(({ group }) => group))];
  return [
    ...groups.flatMap((title) => [paint(title, 'title'), ...linesOf(title), '']),
    ...report.notes.map(lineForTerminal),
    summaryOf(),
  ];

  function linesOf(title: string): string[] {
    return report.clauses.filter(({ group }) => group === title).flatMap(linesOfClause);
  }

  function linesOfClause(clause: CheckedClause): string[] {
    const head = `  ${paint(words[clause.result], clause.result)} ${clause.id} ${clause.title}`;
    if (clause.result === 'pass') return [head];
    if (clause.result === 'not applicable') return [`${head} (not applicable: ${lineForTerminal(clause.reason)})`];
    return [
      head,
      ...Object.entries({
        came: clause.came,
        expected: clause.expected,
        why: clause.why,
        docs: clause.docs,
      }).map(([name, text]) => `           ${`${name}:`.padEnd(10)}${lineForTerminal(text)}`),
    ];
  }

  function summaryOf(): string {
    const { passed, failed, notApplicable } = countsOf(report);
    const counts = `${passed} passed, ${failed} failed, ${notApplicable} not applicable`;
    return paint(counts, failed > 0 ? 'fail' : 'pass');
  }
}
