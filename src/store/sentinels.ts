import type { Redis } from 'ioredis';
import type { RedisAddress, RedisOptions } from '../settings/redis-address.ts';
import { connectSentinels } from './redis.ts';

type Server = { host: string; port: number };

/**
 * The replicas that may be promoted, as the first Sentinel that answers names them; none for an address without
 * Sentinels. Rejects with the error of the last one if none answers.
 */
export async function replicasOf(address: RedisAddress, access?: RedisOptions): Promise<Server[]> {
  if (address.kind !== 'sentinel') return [];
  return askSentinels(address, access, async (sentinel) => {
    const reply = (await sentinel.call('SENTINEL', 'REPLICAS', address.master)) as string[][];
    return reply.map(fieldsOf).filter(mayBePromoted).map(serverOf);
  });
}

/** Why no Sentinel of an address answers; undefined if one does, or there are none. */
export async function whySentinelsAway(address: RedisAddress, access?: RedisOptions): Promise<Error | undefined> {
  if (address.kind !== 'sentinel') return undefined;
  return askSentinels(address, access, (sentinel) => sentinel.ping()).then(
    () => undefined,
    (error: Error) => error,
  );
}

async function askSentinels<T>(
  address: RedisAddress,
  access: RedisOptions | undefined,
  ask: (sentinel: Redis) => Promise<T>,
): Promise<T> {
  const sentinels = connectSentinels(address, access);
  try {
    let reason: unknown;
    for (const sentinel of sentinels) {
      try {
        await sentinel.connect();
        return await ask(sentinel);
      } catch (error) {
        reason = error;
      }
    }
    throw reason;
  } finally {
    for (const sentinel of sentinels) sentinel.disconnect();
  }
}

type Fields = ReadonlyMap<string, string>;

/** Names and values by turns. */
function fieldsOf(flat: readonly string[]): Fields {
  const fields = new Map<string, string>();
  for (let i = 0; i < flat.length; i += 2) fields.set(flat[i] ?? '', flat[i + 1] ?? '');
  return fields;
}

/** With priority 0 it never is. */
function mayBePromoted(fields: Fields): boolean {
  return fields.get('slave-priority') !== '0' && !/s_down|o_down|disconnected/.test(fields.get('flags') ?? '');
}

function serverOf(fields: Fields): Server {
  return { host: fields.get('ip') ?? '', port: Number(fields.get('port')) };
}
