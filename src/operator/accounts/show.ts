import type { ShownSetting } from '../../settings/accounts.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { iso } from '../iso.ts';
import type { OperatorParts } from '../parts.ts';
import { type FirstCalls, providerTokenView } from '../queries/account-views.ts';
import { addressData, addressLines } from './addresses.ts';
import { accountStateCell, summaryData } from './list.ts';
import { type AccountOverview, accountOverviews } from './overview.ts';

export const showAccountCommand: BridgeCommand = {
  name: 'accounts show',
  group: 'Accounts',
  summary: 'print the settings and provider tokens of an account, and what is wrong with it',
  details: 'Of a secret, and of a provider token, only the last four characters are printed.',
  args: [{ name: '<name>', does: 'the name of an account' }],
  options: ['json'],
  examples: [
    ['bridge accounts show acme', 'all that is known of it'],
    ['bridge accounts show acme --json | jq .settings', 'its settings, for a program'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: showAccount,
};

/** Of two with one name the one that is used comes first. */
async function showAccount(parts: OperatorParts): Promise<number> {
  const { sources, storage, printJson, printError, args } = parts;
  const [name = ''] = args;
  await sources.refresh();
  const found = accountOverviews(parts).filter((each) => each.name === name);
  const firstCalls = await storage.firstCalls.read(name);
  for (const each of found) {
    printOverview(each, firstCalls, parts);
    printJson(accountData(each, firstCalls));
  }
  if (found.length === 0) printError(`There is no account ${name}`);
  return found.some(({ errors }) => errors.length === 0) ? 0 : 1;
}

function printOverview(
  overview: AccountOverview,
  firstCalls: FirstCalls,
  { print }: Pick<OperatorParts, 'print'>,
): void {
  const {
    name,
    source,
    state,
    vendor = '',
    createdAt,
    settings,
    providerTokens,
    addresses,
    errors,
    missing,
  } = overview;
  print(`account     ${name}`);
  print(`source      ${source}`);
  print(['state       ', accountStateCell(state)]);
  if (vendor !== '') print(`vendor      ${vendor}`);
  if (createdAt !== undefined) print(`made        ${iso(createdAt)}`);
  for (const error of errors) print(['wrong       ', { text: error, tone: 'bad' }]);
  for (const lack of missing) print(['missing     ', { text: lack, tone: 'busy' }]);
  print('settings');
  const width = Math.max(...Object.keys(settings).map((setting) => setting.length));
  for (const [setting, shown] of Object.entries(settings)) print(`  ${setting.padEnd(width)}  ${describe(shown)}`);
  print('provider tokens');
  for (const { id, ends, createdAt: at, digest } of providerTokens) {
    const usedAt = firstCalls.get(digest);
    const use = usedAt === undefined ? 'not used yet' : `used by Workable since ${iso(usedAt)}`;
    print(`  ${id}  ${ends}  made ${iso(at)}, ${use}`);
  }
  if (addresses) print('addresses');
  for (const line of addresses ? addressLines(addresses) : []) print(`  ${line}`);
}

function describe(shown: ShownSetting): string {
  return typeof shown === 'string' ? shown : `(secret) ${shown.ends}`;
}

function accountData(overview: AccountOverview, firstCalls: FirstCalls) {
  const { settings, providerTokens, addresses, errors, missing } = overview;
  return {
    ...summaryData(overview),
    settings,
    provider_tokens: providerTokens.map((token) => providerTokenView(token, firstCalls)),
    ...addressData(addresses),
    errors,
    missing,
  };
}
