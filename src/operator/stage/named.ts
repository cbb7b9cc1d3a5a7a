import { type OperatorParts, UsageError } from '../parts.ts';
import { hasStageDoor, type StageDoorAccount } from '../queries/application-context.ts';
import { unknownAccount } from '../unknown-account.ts';

/** The account that the first argument names. Throws UsageError. */
export function stageDoorNamed({ accounts, args }: Pick<OperatorParts, 'accounts' | 'args'>): StageDoorAccount {
  const [name = ''] = args;
  const all = accounts.filter(hasStageDoor);
  const found = all.find((each) => each.name === name);
  if (found) return found;
  if (all.length === 0) throw new UsageError('No account has WORKABLE_API_TOKEN, which opens the stage door');
  throw unknownAccount('The account', name, all);
}

/** All that have the stage door, or the one that an option names. Throws UsageError. */
export function stageDoors({ accounts, options }: Pick<OperatorParts, 'accounts' | 'options'>): StageDoorAccount[] {
  const all = accounts.filter(hasStageDoor);
  return options.account === undefined ? all : [stageDoorNamed({ accounts, args: [options.account] })];
}

export const accountArgument = { name: '<account>', does: 'the name of an account' };
