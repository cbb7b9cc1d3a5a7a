import { createManagedAccount } from '../../accounts/manage.ts';
import type { StoredAccount } from '../../accounts/managed.ts';
import type { BridgeCommand } from '../cli/command.ts';
import type { OperatorParts } from '../parts.ts';
import { addressesOf, managedView } from '../queries/accounts.ts';
import { addressData, addressLines } from './addresses.ts';
import { readManaged } from './fresh.ts';
import { givenSettings } from './given-settings.ts';

export const secretsDetails =
  'Secrets are not taken from the command line, where others could read them: write them into a file with lines NAME=value, or pipe them in with --secrets-file -.';

export const createAccountCommand: BridgeCommand = {
  name: 'accounts create',
  group: 'Accounts',
  summary: 'make a managed account, and print its provider token once',
  details: `What is not given comes from the environment, then from the default. Secrets, and what is about one company at Workable, never do. ${secretsDetails}`,
  args: [
    { name: '<name>', does: 'its name: 1 to 32 of a-z, 0-9 and -; it cannot be changed later' },
    { name: '[NAME=value…]', does: 'settings of the account that are no secrets' },
  ],
  options: ['secretsFile', 'json'],
  examples: [
    ['bridge accounts create acme LANGUAGE=de --secrets-file acme.secrets', 'its secrets are in a file'],
    ['bridge accounts create acme --secrets-file - < acme.secrets', 'or come from another program'],
  ],
  needs: 'bridge',
  run: createAccount,
};

async function createAccount(parts: OperatorParts): Promise<number> {
  const { config, manage, print, printJson, args } = parts;
  const [name = ''] = args;
  const written = await givenSettings(parts);
  await readManaged(parts);
  const { stored, token } = await createManagedAccount(manage, name, written);
  const view = managedView(parts, stored);
  const { missing } = view;
  const addresses = addressesOf(config.publicUrl, view);
  const [id] = stored.account.providerTokens.map((each) => each.id);
  print(`${name}: created`);
  print(`provider token            ${token}`);
  for (const line of addressLines(addresses)) print(line);
  print(`The token is shown this once. ${tokenUse(stored)}`);
  for (const next of missing) print(`Next: ${next}`);
  printJson({ account: name, outcome: 'created', provider_token: token, id, ...addressData(addresses), missing });
  return 0;
}

function tokenUse({ account: { settings } }: StoredAccount): string {
  const isStageAlone = settings.WORKABLE_API_TOKEN !== undefined && settings.WORKABLE_CALLBACK_TOKEN === undefined;
  return isStageAlone
    ? 'The stage door works without it'
    : 'The customer pastes it in Workable: Settings → Integrations';
}
