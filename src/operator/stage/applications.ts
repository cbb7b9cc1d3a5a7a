import { limits } from '../../limits.ts';
import type { Listed } from '../../records.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { openTable } from '../cli/table.ts';
import { lastLine } from '../list.ts';
import type { OperatorParts } from '../parts.ts';
import { listApplications } from '../queries/applications.ts';
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
  let [count, after]: [number, Listed | undefined] = [0, undefined];
  let isWhole = true;
  do {
    const asked = { accounts, after, limit: Math.min(limit - count, limits.apiPageItems) };
    const page = await listApplications(parts, asked);
    for (const { view } of page.found) {
      printJson(view);
      table.row([view.created_at, view.id, view.candidate_id, view.state, view.reason]);
    }
    count += page.found.length;
    after = page.last;
    isWhole &&= page.unreadable.length === 0;
  } while (after && count < limit);
  table.end(lastLine(count, options.limit));
  return isWhole ? 0 : 1;
}
