import type { BridgeAccount } from '../../bridge-accounts.ts';
import { Failure } from '../../errors.ts';
import { hasStageDoor, type StageDoorAccount } from '../queries/application-context.ts';
import { foundAccount } from './found.ts';
import type { ApiParts } from './parts.ts';
import { invalid } from './validate.ts';

export const tag = 'stage door';

/** Of a path. Throws Failure where there is no such account, or it has no API token. */
export function stageDoorOf(parts: ApiParts, name: string): StageDoorAccount {
  return withDoor(foundAccount(parts, name));
}

/** Of a field. Throws Failure where there is no such account, or it has no API token. */
export function stageDoorNamed({ accounts }: ApiParts, name: string): StageDoorAccount {
  const account = accounts.find((each) => each.name === name);
  if (!account) throw invalid('Invalid field: account should be the name of an account');
  return withDoor(account);
}

function withDoor(account: BridgeAccount): StageDoorAccount {
  if (hasStageDoor(account)) return account;
  throw new Failure('conflict', `Account ${account.name} has no WORKABLE_API_TOKEN, which opens the stage door`);
}
