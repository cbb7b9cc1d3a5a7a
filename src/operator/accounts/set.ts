import { changeSettings, type WrittenSettings } from '../../accounts/change-settings.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { type OperatorParts, UsageError } from '../parts.ts';
import { secretsDetails } from './create.ts';
import { readManagedAccount } from './fresh.ts';
import { givenSettings } from './given-settings.ts';

export const setCommand: BridgeCommand = {
  name: 'accounts set',
  group: 'Accounts',
  summary: 'change settings of a managed account; the others stay',
  details: `VENDOR changes only while no interview is open. ${secretsDetails}`,
  args: [
    { name: '<name>', does: 'the name of a managed account' },
    { name: '[NAME=value…]', does: 'settings of the account that are no secrets' },
  ],
  options: ['secretsFile', 'json'],
  examples: [
    ['bridge accounts set acme LANGUAGE=fr RETENTION=90d', 'two settings'],
    ['bridge accounts set acme --secrets-file acme.secrets', 'secrets, such as the callback token'],
  ],
  needs: 'bridge',
  async run(parts) {
    const written = await givenSettings(parts);
    if (Object.keys(written).length === 0)
      throw new UsageError('Say what to set: NAME=value, or --secrets-file <path>');
    const empty = Object.keys(written).find((setting) => written[setting] === null);
    if (empty !== undefined)
      throw new UsageError(`${empty} is set but empty: give it a value, or take it away with "bridge accounts unset"`);
    return changeAccount(parts, written, 'set');
  },
};

export const unsetCommand: BridgeCommand = {
  name: 'accounts unset',
  group: 'Accounts',
  summary: 'take settings of a managed account away, so that the environment or the default decides',
  args: [
    { name: '<name>', does: 'the name of a managed account' },
    { name: '<NAME…>', does: 'settings of the account' },
  ],
  options: ['json'],
  examples: [['bridge accounts unset acme RETENTION', 'keep interviews as long as the other accounts do']],
  needs: 'bridge',
  run: (parts) => changeAccount(parts, Object.fromEntries(parts.args.slice(1).map((name) => [name, null])), 'unset'),
};

async function changeAccount(parts: OperatorParts, written: WrittenSettings, did: 'set' | 'unset'): Promise<number> {
  const { manage, print, printJson, args } = parts;
  const [name = ''] = args;
  const known = await readManagedAccount(parts, name);
  const names = Object.keys(written);
  const absent = names.filter((setting) => did === 'unset' && !Object.hasOwn(known.account.settings, setting));
  if (absent.length > 0) throw new UsageError(`${name} has no ${absent.join(', ')} of its own. Nothing was done`);
  await changeSettings(manage, name, written, known.version);
  print(`${name}: ${did} ${names.join(', ')}`);
  printJson({ account: name, outcome: did, settings: names });
  return 0;
}
