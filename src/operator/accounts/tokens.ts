import { addProviderToken, retireProviderToken } from '../../accounts/provider-tokens.ts';
import type { BridgeCommand } from '../cli/command.ts';
import type { OperatorParts } from '../parts.ts';
import { readManagedAccount } from './fresh.ts';

export const tokenCommand: BridgeCommand = {
  name: 'accounts token',
  group: 'Accounts',
  summary: 'make one more provider token for a managed account, and print it once',
  details:
    'All tokens of an account are valid until they are retired: enter the new one in Workable, then retire the old.',
  args: [{ name: '<name>', does: 'the name of a managed account' }],
  options: ['json'],
  examples: [['bridge accounts token acme', 'begin a rotation']],
  needs: 'bridge',
  run: makeToken,
};

export const retireTokenCommand: BridgeCommand = {
  name: 'accounts retire-token',
  group: 'Accounts',
  summary: 'end a provider token: requests with it are refused from then on',
  args: [
    { name: '<name>', does: 'the name of a managed account' },
    { name: '<id>', does: 'the id of a token, as "bridge accounts show" lists them' },
  ],
  options: ['json'],
  examples: [['bridge accounts retire-token acme pt_mGbt3z8rXw2k', 'end a rotation']],
  needs: 'bridge',
  run: retireToken,
};

async function makeToken(parts: OperatorParts): Promise<number> {
  const { manage, print, printJson, args } = parts;
  const [name = ''] = args;
  await readManagedAccount(parts, name);
  const { id, token } = await addProviderToken(manage, name);
  print(`provider token  ${token}`);
  print(`id              ${id}`);
  print('The token is shown this once: the customer pastes it in Workable. Those that it had stay valid until retired');
  printJson({ account: name, outcome: 'made', provider_token: token, id });
  return 0;
}

async function retireToken(parts: OperatorParts): Promise<number> {
  const { manage, sources, print, printJson, args } = parts;
  const [name = '', id = ''] = args;
  await readManagedAccount(parts, name);
  await retireProviderToken(manage, name, id);
  const left = sources.managed(name)?.account.providerTokens.length ?? 0;
  print(`${id}: retired. ${left === 0 ? 'No other is left' : `${left} left`}`);
  printJson({ account: name, outcome: 'retired', id, left });
  return 0;
}
