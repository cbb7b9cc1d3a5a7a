import { describeAnswer } from '../interviews/history.ts';
import { answerText } from './answer-text.ts';
import type { BridgeCommand } from './cli/command.ts';
import type { Cell } from './cli/output.ts';
import { openTable } from './cli/table.ts';
import { iso } from './iso.ts';
import type { OperatorParts } from './parts.ts';
import { selectAsAsked } from './select.ts';
import { idFieldOf, type Selected } from './selected.ts';
import { stateCell, stateWord } from './state-cell.ts';

const filters = ['account', 'state', 'since', 'until', 'limit', 'json'] as const;

export const interviewsCommand: BridgeCommand = {
  name: 'interviews',
  group: 'See',
  summary: 'list interviews, newest first',
  details: 'Dates are those of creation.',
  options: filters,
  examples: [
    ['bridge interviews --limit 20', 'the newest 20'],
    ['bridge interviews --state delivering', 'results that Workable does not have yet'],
    ['bridge interviews --since 2026-01-31 --json | jq -r .interview_id', 'the ids of those created since'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: (parts) =>
    list(parts, 'all', ['created', 'interview', 'state'], (selected) => {
      const [{ record, account }, state] = [selected, stateWord(selected, parts.now())];
      return {
        data: { interview_id: record.id, account: account.name, state, created_at: iso(record.createdAt) },
        cells: [iso(record.createdAt), record.id, stateCell(state)],
      };
    }),
};

export const failedCommand: BridgeCommand = {
  name: 'failed',
  group: 'Deliveries',
  summary: 'list failed deliveries, which are no longer retried, newest first',
  details: 'Dates are those of the failure.',
  options: filters,
  examples: [
    ['bridge failed', 'all of them, with the answer of Workable'],
    ['bridge failed --account acme --since 2026-01-31T12:00:00Z', 'those of one account that failed since'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: (parts) => list(parts, 'failed', ['failed', 'interview or application', 'answer'], failedRow),
};

function failedRow(selected: Selected): Row {
  const { record, account, state } = selected;
  const [failed] = Object.values(record.deliveries).flatMap((delivery) => delivery.failed ?? []);
  const at = iso(failed?.at ?? 0);
  const [words, text] = failed ? [describeAnswer(failed.answer), answerText(failed.answer, record)] : ['', ''];
  return {
    data: {
      ...idFieldOf(record.id),
      account: account.name,
      state,
      failed_at: at,
      status: failed?.answer.status ?? null,
      answer: `${words} ${text}`.trim(),
    },
    cells: [at, record.id, text === '' ? words : `${words}  ${text}`],
  };
}

type Row = { data: object; cells: readonly Cell[] };

async function list(
  parts: OperatorParts,
  kind: 'all' | 'failed',
  heads: readonly string[],
  rowOf: (selected: Selected) => Row,
): Promise<number> {
  const { options, printJson } = parts;
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const table = openTable(parts, heads);
  const missing: string[] = [];
  let count = 0;
  for await (const selected of selectAsAsked(parts, kind, missing, 'newest')) {
    for (const each of selected.slice(0, limit - count)) {
      const { data, cells } = rowOf(each);
      printJson(data);
      table.row(cells);
      count += 1;
    }
    if (count === limit) break;
  }
  table.end(lastLine(count, options.limit));
  return missing.length === 0 ? 0 : 1;
}

/** Of a list. */
export function lastLine(count: number, limit: number | undefined): string {
  if (count === 0) return 'none';
  return count === limit ? `${count} shown, there may be more` : `${count} in all`;
}
