import { pauseAccount, resumeAccount } from '../../accounts/manage.ts';
import type { BridgeCommand } from '../cli/command.ts';
import type { OperatorParts } from '../parts.ts';
import { readManagedAccount } from './fresh.ts';

const shared = {
  group: 'Accounts',
  args: [{ name: '<account>', does: 'the name of a managed account' }],
  options: ['json'],
  needs: 'bridge',
} as const;

export const pauseCommand: BridgeCommand = {
  ...shared,
  name: 'pause',
  summary: 'stop all outgoing calls of a managed account; nothing is lost',
  details:
    'Creates are answered 503, which Workable tries again. Webhooks are taken, and results wait until "bridge resume".',
  examples: [['bridge pause acme', 'while its vendor moves']],
  run: (parts) => turn(parts, pauseAccount, 'paused', 'paused. Creates are answered 503, and results wait'),
};

export const resumeCommand: BridgeCommand = {
  ...shared,
  name: 'resume',
  summary: 'end the pause of a managed account; what waited goes out',
  examples: [['bridge resume acme', 'go on']],
  run: (parts) => turn(parts, resumeAccount, 'active', 'active. What waited goes out now'),
};

async function turn(
  parts: OperatorParts,
  to: typeof pauseAccount,
  state: 'paused' | 'active',
  text: string,
): Promise<number> {
  const { manage, print, printJson, args } = parts;
  const [name = ''] = args;
  await readManagedAccount(parts, name);
  await to(manage, name);
  print(`${name}: ${text}`);
  printJson({ account: name, state });
  return 0;
}
