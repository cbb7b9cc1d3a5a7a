import { codeOfReply, Failure } from '../errors.ts';
import { Unconfirmed } from './confirmation.ts';
import type { Methods } from './unavailable.ts';

/** The same store; calls `onRefusal` with the code of everything that Redis refuses to do for it. */
export function counting<T extends Methods<T>>(store: T, onRefusal: (code: string) => void): T {
  const counted = Object.entries(store).map(([name, method]) => [name, count(method as Method)]);
  return Object.fromEntries(counted) as T;

  function count(method: Method): Method {
    return async (...args) => {
      try {
        return await method(...args);
      } catch (error) {
        const code = refusalOf(error instanceof Failure ? error.cause : error);
        if (code !== undefined) onRefusal(code);
        throw error;
      }
    };
  }
}

type Method = (...args: unknown[]) => Promise<unknown>;

function refusalOf(error: unknown): string | undefined {
  return error instanceof Unconfirmed ? error.code : codeOfReply(error);
}
