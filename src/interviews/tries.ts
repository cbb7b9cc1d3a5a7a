import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';

/**
 * Reads and saves again for as long as somebody else saved meanwhile, which `attempt` says by undefined. Not for ever: where
 * an interview changes all the time, the work comes again later. Throws Failure `busy` then.
 */
export async function untilSaved<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new Failure('busy', 'The interview changes all the time');
}
