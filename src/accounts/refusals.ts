import { Failure } from '../errors.ts';
import { isAccountName } from './name.ts';

/** What a caller of a change to accounts is refused with. */

export function invalid(text: string): Failure {
  return new Failure('invalid-field', text);
}

export function noAccount(name: string): Failure {
  // The caller may have sent anything.
  return new Failure('not-found', isAccountName(name) ? `There is no account ${name}` : 'There is no such account');
}

export function existsAlready(name: string): Failure {
  return new Failure('conflict', `There is an account ${name} already`);
}

export function configuredAlready(name: string): Failure {
  return new Failure('conflict', `The account ${name} is configured already`);
}

export function removing(name: string): Failure {
  return new Failure('conflict', `The account ${name} is being removed`);
}

export function taken(setting: string): Failure {
  return new Failure(
    'conflict',
    `${setting} belongs to another account already: it decides the account, so it has to differ`,
  );
}

export function changedMeanwhile(): Failure {
  return new Failure('stale', 'The account has changed since you read it: read it again');
}
