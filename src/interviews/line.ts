import { Failure } from '../errors.ts';

/**
 * One piece of work at a time for each key, in the order of arrival. `most` may wait for each key; who comes then is told
 * `busy`. How long to wait at most is the work's own business, when its turn comes.
 */
export function inLine(most: number, message: string) {
  const lines = new Map<string, (() => void)[]>();

  return async function stand<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const line = lines.get(key);
    if (!line) lines.set(key, []);
    else if (line.length < most) await new Promise<void>((enter) => line.push(enter));
    else throw new Failure('busy', message);
    try {
      return await work();
    } finally {
      const next = lines.get(key)?.shift();
      if (next) next();
      else lines.delete(key);
    }
  };
}
