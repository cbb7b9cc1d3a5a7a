import type { CheckedClause } from '../runner.ts';
import { countsOf, type Report } from './report.ts';

/** For build servers: JUnit's XML. Each group is a suite, each clause a test; what is not applicable was skipped. */
export function junitReport(report: Report): string {
  const { failed } = countsOf(report);
  const groups = [...new Set(report.clauses.map(({ group }) => group))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(`bridge ${report.kit}`)} tests="${report.clauses.length}" failures="${failed}">`,
    ...groups.flatMap((group) => suite(group)),
    '</testsuites>',
    '',
  ].join('\n');

  function suite(title: string): string[] {
    const clauses = report.clauses.filter(({ group }) => group === title);
    const counts = countsOf({ clauses });
    return [
      `  <testsuite name=${quoted(title)} tests="${clauses.length}" failures="${counts.failed}" skipped="${counts.notApplicable}">`,
      ...clauses.flatMap((clause) => testCase(clause, report.kit)),
      '  </testsuite>',
    ];
  }
}

function testCase(clause: CheckedClause, kit: string): string[] {
  const head = `    <testcase classname=${quoted(kit)} name=${quoted(`${clause.id} ${clause.title}`)}`;
  if (clause.result === 'pass') return [`${head}/>`];
  if (clause.result === 'not applicable') {
    return [`${head}>`, `      <skipped message=${quoted(clause.reason)}/>`, '    </testcase>'];
  }
  const { came, expected, why, docs } = clause;
  const text = [`came: ${came}`, `expected: ${expected}`, `why: ${why}`, `docs: ${docs}`].map(lineForXml).join('\n');
  const message = quoted(`came ${came}, expected ${expected}`);
  return [`${head}>`, `      <failure message=${message}>${text}</failure>`, '    </testcase>'];
}

function quoted(text: string): string {
  return `"${lineForXml(text)}"`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML cannot hold, such as control characters, is spelled out. */
function lineForXml(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\uFFFE\uFFFF]/gu, spelledOut)
    .replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}

function spelledOut(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
