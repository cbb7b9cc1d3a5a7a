import { Failure } from '../errors.ts';

type Methods<T> = { [K in keyof T]: (...args: never[]) => Promise<unknown> };

/**
 * The same object, with every rejection turned into the Failure `store-unavailable`. Whatever Redis says no with
 * (unreachable, loading, read-only, out of memory), the caller's answer is the same: 503, try again.
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

/** The Failure for whatever a conversation with Redis threw. */
export function unavailable(cause: unknown): Failure {
  return cause instanceof Failure ? cause : new Failure('store-unavailable', 'Storage is unavailable', { cause });
}
