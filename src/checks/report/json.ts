import { textForTerminal } from '../../operator/terminal.ts';
import { countsOf, type Report } from './report.ts';

/**
 * For programs: one document. Escaped for a terminal too: its escapes (`\u202e`) are those of JSON.
 */
export function jsonReport(report: Report): string {
  const { kit, url, clauses, notes } = report;
  return textForTerminal(JSON.stringify({ kit, url, summary: countsOf(report), clauses, notes }, undefined, 2));
}
