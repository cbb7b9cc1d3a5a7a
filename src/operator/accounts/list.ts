import type { BridgeCommand } from '../cli/command.ts';
import type { Cell } from '../cli/output.ts';
import { openTable } from '../cli/table.ts';
import { iso } from '../iso.ts';
import { lastLine } from '../list.ts';
import type { OperatorParts } from '../parts.ts';
import { type AccountOverview, type AccountState, accountOverviews } from './overview.ts';

export const listAccountsCommand: BridgeCommand = {
  name: 'accounts list',
  group: 'Accounts',
  summary: 'list all accounts, with where they come from and their state',
  options: ['json'],
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
    'Accounts of the environment or of ACCOUNTS_FILE are listed, and changed where they are configured. All others are managed: made, changed and removed while the bridge runs, which sees it within two seconds. They need DATA_KEY. See docs/accounts.md.',
  examples: [
    ['bridge accounts', 'all of them'],
    ['bridge accounts --json', 'the same for a program'],
  ],
};

const tones = { active: 'good', paused: 'busy', removing: 'busy', unusable: 'bad' } as const;

async function listAccounts(parts: OperatorParts): Promise<number> {
  const { sources, printJson } = parts;
  await sources.refresh();
  const overviews = accountOverviews(parts);
  const table = openTable(parts, ['name', 'source', 'state', 'vendor', 'made']);
  for (const each of overviews) {
    const { name, source, state, vendor = '', createdAt } = each;
    printJson(summaryData(each));
    table.row([name, source, accountStateCell(state), vendor, createdAt === undefined ? '' : iso(createdAt)]);
  }
  table.end(lastLine(overviews.length, undefined));
  return 0;
}

export function accountStateCell(state: AccountState): Cell {
  return state in tones ? { text: state, tone: tones[state as keyof typeof tones] } : state;
}

export function summaryData({ name, source, state, vendor, createdAt }: AccountOverview) {
  return { name, source, state, vendor: vendor ?? null, created_at: createdAt === undefined ? null : iso(createdAt) };
}
