import { Failure } from '../errors.ts';

export type Methods<T> = { [K in keyof T]: (...args: never[]) => Promise<unknown> };

/**
 * The same object, with every rejection turned into Failure `store-unavailable`. For every error of Redis (unreachable,
 * loading, read-only, out of memory) the caller gets the same answer: 503, try again.
 */
export function available<T extends Methods<T>>(parts: T): T {
  const wrapped = Object.entries(parts).map(([name, method]) => [name, wrap(method as AsyncFunction)]);
  return Object.fromEntries(wrapped) as T;
}

type AsyncFunction = (...args: unknown[]) => Promise<unknown>;

function wrap(method: AsyncFunction): AsyncFunction {
  return async (...args) => {
    try {
      return await method(...args);
    } catch (cause) {
      throw unavailable(cause);
    }
  };
}

/** The Failure for any error of a call to Redis. */
export function unavailable(cause: unknown): Failure {
  return cause instanceof Failure ? cause : new Failure('store-unavailable', 'Storage is unavailable', { cause });
}
