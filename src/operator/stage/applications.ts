import { limits } from '../../limits.ts';
import type { Listed } from '../../records.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { openTable } from '../cli/table.ts';
import { lastLine } from '../list.ts';
import { newestFirst } from '../newest-first.ts';
import type { OperatorParts } from '../parts.ts';
import type { StageDoorAccount } from '../queries/application-context.ts';
import { type FoundApplication, listApplications } from '../queries/applications.ts';
import { stageDoors } from './named.ts';

export const applicationsCommand: BridgeCommand = {
  name: 'applications',
  group: 'Stage door',
  summary: 'list candidates of jobs with triggers, also those without an interview, newest first',
  options: ['account', 'limit', 'json'],
  examples: [
    ['bridge applications --limit 20', 'the newest 20'],
    [`bridge applications --json | jq -r 'select(.state == "blocked") | .reason'`, 'why some are not invited'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: listAll,
};

async function listAll(parts: OperatorParts): Promise<number> {
  const { options, printJson } = parts;
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const table = openTable(parts, ['first seen', 'application', 'candidate', 'state', 'why']);
  const accounts = stageDoors(parts);
  const size = Math.ceil(Math.min(limit, limits.apiPageItems / Math.max(1, accounts.length)));
  let count = 0;
  let isWhole = true;
  const streams = accounts.map((account) => backwards(parts, account, size, () => (isWhole = false)));
  for await (const { view, word } of newestFirst(streams)) {
    printJson(view);
    table.row([view.created_at, view.id, view.candidate_id, word, view.reason]);
    count += 1;
    if (count >= limit) break;
  }
  table.end(lastLine(count, options.limit));
  return isWhole ? 0 : 1;
}

/** The applications of one account, the newest first. */
async function* backwards(
  parts: OperatorParts,
  account: StageDoorAccount,
  limit: number,
  onUnreadable: () => void,
): AsyncGenerator<FoundApplication & { at: number; id: string }> {
  let after: Listed | undefined;
  do {
    const page = await listApplications(parts, { accounts: [account], after, limit });
    for (const found of page.found) yield { ...found, at: found.record.createdAt, id: found.record.id };
    if (page.unreadable.length > 0) onUnreadable();
    after = page.last;
  } while (after);
}
