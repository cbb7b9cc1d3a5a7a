import { type ShownSetting, shortenedSettings } from '../../settings/shown.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { iso } from '../iso.ts';
import type { OperatorParts } from '../parts.ts';
import { type AccountView, addressesOf, type FirstCalls, providerTokenView, viewsOfName } from '../queries/accounts.ts';
import { addressData, addressLines } from './addresses.ts';
import { refuseUnknown } from './fresh.ts';
import { stateCell, summaryData } from './list.ts';

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

async function showAccount(parts: OperatorParts): Promise<number> {
  const { sources, storage, printJson, args } = parts;
  const [name = ''] = args;
  await sources.refresh();
  refuseUnknown(parts, name);
  const found = viewsOfName(parts, name);
  const firstCalls = await storage.firstCalls.read(name);
  for (const view of found) {
    printView(view, firstCalls, parts);
    printJson(accountData(view, firstCalls, parts));
  }
  return found.some(({ errors }) => errors.length === 0) ? 0 : 1;
}

function printView(
  view: AccountView,
  firstCalls: FirstCalls,
  { config, print }: Pick<OperatorParts, 'config' | 'print'>,
): void {
  const { name, source, vendor, managed, settings, providerTokens, errors, missing } = view;
  print(`account     ${name}`);
  print(`source      ${source}`);
  print(['state       ', stateCell(view)]);
  if (vendor !== '') print(`vendor      ${vendor}`);
  if (managed) print(`made        ${iso(managed.createdAt)}`);
  for (const error of errors) print(['wrong       ', { text: error, tone: 'bad' }]);
  for (const lack of missing) print(['missing     ', { text: lack, tone: 'busy' }]);
  print('settings');
  const width = Math.max(...Object.keys(settings).map((setting) => setting.length));
  for (const [setting, shown] of Object.entries(shortenedSettings(settings))) {
    print(`  ${setting.padEnd(width)}  ${describe(shown, settings[setting])}`);
  }
  print('provider tokens');
  for (const { id, ends, createdAt: at, digest } of providerTokens) {
    const usedAt = firstCalls.get(digest);
    const use = usedAt === undefined ? 'not used yet' : `used by Workable since ${iso(usedAt)}`;
    print(`  ${id}  ${ends}  made ${iso(at)}, ${use}`);
  }
  const lines = addressLines(addressesOf(config.publicUrl, view));
  if (lines.length > 0) print('addresses');
  for (const line of lines) print(`  ${line}`);
}

/** `whole`: what stands behind a text that is too long for a line. */
function describe(shown: ShownSetting, whole: ShownSetting | undefined): string {
  if (typeof shown === 'string') return shown;
  return typeof whole === 'string' ? `(${whole.length} characters) ${shown.ends}` : `(secret) ${shown.ends}`;
}

function accountData(view: AccountView, firstCalls: FirstCalls, { config }: Pick<OperatorParts, 'config'>) {
  const { settings, providerTokens, errors, missing } = view;
  return {
    ...summaryData(view),
    settings,
    provider_tokens: providerTokens.map((token) => providerTokenView(token, firstCalls)),
    ...addressData(addressesOf(config.publicUrl, view)),
    errors,
    missing,
  };
}
