import { managedAccount } from '../../accounts/change.ts';
import { readToken } from '../../checks/options.ts';
import { refuseUnknown } from '../accounts/fresh.ts';
import { type CheckedToken, checkToken } from '../actions/check-token.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { type OperatorParts, UsageError } from '../parts.ts';

export const checkTokenCommand: BridgeCommand = {
  name: 'stage check-token',
  group: 'Stage door',
  summary:
    "check a token of Workable's API before a managed account has it: which company it is for, and what it lacks",
  details: 'It is not kept: set it with "bridge accounts set". Whether it may write shows with a sample comment.',
  args: [{ name: '<account>', does: 'the name of a managed account' }],
  options: ['tokenFile', 'json'],
  examples: [['bridge stage check-token acme --token-file token', 'the company, or what is wrong']],
  needs: 'bridge',
  isReadOnly: true,
  run: runCheckToken,
};

async function runCheckToken(parts: OperatorParts): Promise<number> {
  const { manage, args, options, checkToken: token, print, printJson } = parts;
  const [name = ''] = args;
  refuseUnknown(parts, name);
  const { account } = managedAccount(manage, name);
  const given = await readToken({ tokenFile: options.tokenFile, token }).catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? error.message : 'There is no token');
  });
  const checked = await checkToken(parts, account, given);
  print(wordsOf(checked));
  printJson({ account: account.name, ...checked });
  return checked.outcome === 'accepted' ? 0 : 1;
}

function wordsOf(checked: CheckedToken): string {
  switch (checked.outcome) {
    case 'accepted':
      return `Workable accepts it: ${checked.companies.map(({ name, subdomain }) => `${name} (${subdomain})`).join(', ')}`;
    case 'not_a_token':
      return 'It does not look like a token';
    case 'refused':
      return 'Workable does not accept it (401): it was revoked or has expired, or is not complete';
    case 'elsewhere':
      return `It belongs to another account of Workable than ${checked.subdomain} (404)`;
    case 'lacks_scopes':
      return `It lacks the scope ${checked.lacks.join(' and ')} (403): r_jobs, r_candidates and w_candidates are needed`;
  }
}
