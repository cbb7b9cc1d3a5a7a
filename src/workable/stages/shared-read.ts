type Options = { keptMs: number; most: number; now: () => number };

/**
 * A read whose answer is kept for a while, by key. Who asks meanwhile waits for the same answer. A read that fails is not
 * kept.
 */
export function shared<Result, More extends unknown[]>(
  { keptMs, most, now }: Options,
  read: (key: string, ...more: More) => Promise<Result>,
): (key: string, ...more: More) => Promise<Result> {
  const known = new Map<string, { at: number; result: Result }>();
  const reading = new Map<string, Promise<Result>>();

  return (key, ...more) => {
    const found = known.get(key);
    if (found && found.at + keptMs > now()) return Promise.resolve(found.result);
    const asked = reading.get(key) ?? readNow(key, more).finally(() => reading.delete(key));
    reading.set(key, asked);
    return asked;
  };

  async function readNow(key: string, more: More): Promise<Result> {
    const at = now();
    const result = await read(key, ...more);
    known.delete(key);
    known.set(key, { at, result });
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return result;
  }
}
