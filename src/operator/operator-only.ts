import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { bearerOf, recogniseSecrets } from '../http/secrets.ts';

/** Throws Failure for everybody but the operator; without a token set there is nothing here. */
export function operatorOnly(operatorToken: string | undefined) {
  const isOperator = recogniseSecrets(operatorToken === undefined ? [] : [[operatorToken, true] as const]);
  return function requireOperator({ req }: Context): void {
    if (operatorToken === undefined) throw new Failure('not-found', 'Not Found');
    const header = req.headers.authorization;
    if (header === undefined) throw new Failure('missing-token', 'Missing Token');
    if (!isOperator(bearerOf(header) ?? '')) throw new Failure('invalid-token', 'Invalid Token');
  };
}
