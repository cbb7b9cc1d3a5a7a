import type { Redis } from 'ioredis';

/** Keys of one kind, and the bytes that they take with their names. */
export type Weight = { kind: string; keys: number; bytes: number };

const atOnce = 1000;

/** What all keys of a Redis take, the heaviest kind first; zsets as a whole, hashes and lists too. */
export async function weigh(redis: Redis): Promise<Weight[]> {
  const weights = new Map<string, Weight>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', atOnce);
    const sizes = await Promise.all(keys.map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)));
    for (const [i, key] of keys.entries()) {
      const kind = kindOf(key);
      const weight = weights.get(kind) ?? { kind, keys: 0, bytes: 0 };
      weights.set(kind, { kind, keys: weight.keys + 1, bytes: weight.bytes + (sizes[i] ?? 0) });
    }
    cursor = next;
  } while (cursor !== '0');
  return [...weights.values()].toSorted((a, b) => b.bytes - a.bytes);
}

/** What came since. */
export function without(weights: readonly Weight[], before: readonly Weight[]): Weight[] {
  return weights.map(({ kind, keys, bytes }) => {
    const was = before.find((each) => each.kind === kind);
    return { kind, keys: keys - (was?.keys ?? 0), bytes: bytes - (was?.bytes ?? 0) };
  });
}

/** `bridge:{default}:record:<id>` is a `record`, whatever BullMQ keeps `wake-ups`. */
function kindOf(key: string): string {
  return /^bridge:\{[^}]+\}:([^:]+)/.exec(key)?.[1] ?? key.split(':', 1)[0] ?? '';
}

/** What is stored, in bytes: without what Redis keeps for its connections and for writing its file. */
export async function storedBytes(redis: Redis): Promise<number> {
  const info = await redis.info('memory');
  const of = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
  return of('used_memory') - of('mem_clients_normal') - of('mem_aof_buffer');
}
