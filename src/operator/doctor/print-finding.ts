import type { Cell } from '../cli/output.ts';
import type { OperatorParts } from '../parts.ts';
import { type Finding, type Level, levelOf } from './finding.ts';

const marks: Readonly<Record<Level, Cell>> = {
  ok: { text: 'ok   ', tone: 'good' },
  warn: { text: 'warn ', tone: 'busy' },
  wrong: { text: 'WRONG', tone: 'bad' },
};

/** A line of the doctor. For programs `ok` is whether nothing is known to be wrong, as the exit status says it. */
export function printFinding({ print, printJson }: Pick<OperatorParts, 'print' | 'printJson'>, finding: Finding): void {
  const level = levelOf(finding);
  print([marks[level], `  ${finding.text}`]);
  printJson({ ok: finding.isFine, level, text: finding.text });
}
