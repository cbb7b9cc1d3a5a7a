import type { BridgeCommand } from '../cli/command.ts';
import type { Cell } from '../cli/output.ts';
import { openTable } from '../cli/table.ts';
import { iso } from '../iso.ts';
import { lastLine } from '../list.ts';
import type { OperatorParts } from '../parts.ts';
import { type AccountView, accountEntries, accountView } from '../queries/accounts.ts';

export const listAccountsCommand: BridgeCommand = {
  name: 'accounts list',
  group: 'Accounts',
  summary: 'list all accounts, with where they come from and their state',
  options: ['limit', 'json'],
  examples: [
    ['bridge accounts list', 'all of them'],
    [`bridge accounts list --json | jq -r 'select(.state == "paused").name'`, 'the names of those that are paused'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: listAccounts,
};

/** The command that the others are commands of. */
export const accountsCommand: BridgeCommand = {
  ...listAccountsCommand,
  name: 'accounts',
  summary: 'list all accounts; its own commands make, change and remove them',
  details:
    'Accounts of the environment or of ACCOUNTS_FILE are only listed: change them where they are configured. All others are managed: you make, change and remove them while the bridge runs, and each process uses the change within two seconds. They need DATA_KEY. See docs/accounts.md.',
  examples: [
    ['bridge accounts', 'all of them'],
    ['bridge accounts --json', 'the same for a program'],
  ],
};

const tones = { active: 'good', paused: 'busy', removing: 'busy', unusable: 'bad' } as const;

async function listAccounts(parts: OperatorParts): Promise<number> {
  const { sources, printJson } = parts;
  await sources.refresh();
  const entries = accountEntries(parts).slice(0, parts.options.limit);
  const table = openTable(parts, ['name', 'source', 'state', 'vendor', 'made']);
  for (const entry of entries) {
    const view = accountView(parts, entry);
    printJson(summaryData(view));
    table.row([view.name, view.source, stateCell(view), view.vendor, view.managed ? iso(view.managed.createdAt) : '']);
  }
  table.end(lastLine(entries.length, parts.options.limit));
  return 0;
}

export function stateCell({ state }: AccountView): Cell {
  return state in tones ? { text: state, tone: tones[state as keyof typeof tones] } : state;
}

export function summaryData({ name, source, state, vendor, managed }: AccountView) {
  const createdAt = managed ? iso(managed.createdAt) : null;
  return { name, source, state, vendor: vendor === '' ? null : vendor, created_at: createdAt };
}
