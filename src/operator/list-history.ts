import type { BridgeCommand } from './cli/command.ts';
import { openTable } from './cli/table.ts';
import { iso } from './iso.ts';
import { lastLine } from './list.ts';
import type { OperatorParts } from './parts.ts';
import { chosenAccounts } from './select.ts';

export const historyCommand: BridgeCommand = {
  name: 'history',
  group: 'See',
  summary: 'list what operators did, newest first',
  options: ['account', 'limit', 'json'],
  examples: [
    ['bridge history', 'of all accounts'],
    ['bridge history --account acme --limit 10', 'the last ten of one account'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: listHistory,
};

async function listHistory(parts: OperatorParts): Promise<number> {
  const { accounts, storage, options, printJson } = parts;
  const lines = await Promise.all(
    chosenAccounts(accounts, options.account).map(async ({ name }) =>
      (await storage.history.list(name)).map((line) => ({ name, ...line })),
    ),
  );
  // Of lines with the same time, the one written last is first. A stored time may be invalid.
  const all = lines
    .flat()
    .reverse()
    .sort((a, b) => (b.at || 0) - (a.at || 0));
  const shown = all.slice(0, options.limit);
  const table = openTable(parts, ['at', 'account', 'what']);
  for (const { at, name, text } of shown) {
    printJson({ at: iso(at), account: name, text });
    table.row([iso(at), name, text]);
  }
  table.end(lastLine(shown.length, options.limit));
  return 0;
}
