import { removeAccount } from '../../accounts/remove.ts';
import type { BridgeCommand } from '../cli/command.ts';
import type { OperatorParts } from '../parts.ts';
import { readManagedAccount } from './fresh.ts';

export const removeAccountCommand: BridgeCommand = {
  name: 'accounts remove',
  group: 'Accounts',
  summary: 'say what removing a managed account would do; with --yes remove it',
  details:
    'Its provider tokens end at once. A running worker does the rest. It cancels open interviews, at the vendor too where that can be done. It erases each interview when RETENTION has passed, or at once with --erase. Then the account is removed, with its settings and its history.',
  args: [{ name: '<name>', does: 'the name of a managed account' }],
  options: ['force', 'erase', 'yes', 'json'],
  examples: [
    ['bridge accounts remove acme', 'what would be removed'],
    ['bridge accounts remove acme --force --erase --yes', 'all of it, now, although interviews are open'],
  ],
  needs: 'bridge',
  run: remove,
};

async function remove(parts: OperatorParts): Promise<number> {
  const { manage, sources, storage, options, print, printJson, args } = parts;
  const { force = false, erase: erases = false, yes: isDone = false } = options;
  const [name = ''] = args;
  const known = await readManagedAccount(parts, name);
  const [error] = sources.errorsOf(name);
  if (error !== undefined && known.account.state !== 'removing') {
    throw new Error(
      `${name} cannot be used, so no worker could cancel what is open of it: ${error}. Set that right first`,
    );
  }
  const hasOpen = known.account.state === 'removing' ? false : await manage.hasOpen(name);
  if (hasOpen && !force) {
    throw new Error(
      `${name} has open interviews, or results that wait: with --force they are cancelled. Nothing was done`,
    );
  }
  const { interviews } = await storage.backlogs.backlogOf(name, parts.now());
  if (isDone) await removeAccount(manage, name, known.version, { force, erases });
  print(`${name}: ${isDone ? 'being removed' : 'would be removed'}, ${describe(interviews, { hasOpen, erases })}`);
  print(
    isDone
      ? 'A running worker does it: "bridge accounts" lists the account until nothing of it is left'
      : `Nothing was done. To remove it: bridge accounts remove ${name}${force ? ' --force' : ''}${erases ? ' --erase' : ''} --yes`,
  );
  printJson({ account: name, outcome: isDone ? 'removing' : 'would-remove', interviews, erases });
  return 0;
}

function describe(interviews: number, { hasOpen, erases }: { hasOpen: boolean; erases: boolean }): string {
  if (interviews === 0) return 'with no interviews';
  const which = `with ${interviews === 1 ? '1 interview' : `${interviews} interviews`}`;
  const open = hasOpen ? '; those that are open are cancelled' : '';
  return `${which}${open}; ${erases ? 'all data is erased at once' : 'its data is erased when RETENTION has passed'}`;
}
