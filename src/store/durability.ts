import { Cluster, type Redis } from 'ioredis';
import type { Connection } from './redis.ts';

/**
 * The settings of this Redis that may lose data, each with the command that corrects it; empty if there are none. Read
 * by INFO, which managed services allow where they forbid CONFIG; on a Cluster from every master.
 */
export async function durabilityFaults(connection: Connection): Promise<string[]> {
  return ofEveryMaster(connection, async (redis) => {
    const persistence = await infoOf(redis, 'persistence');
    const memory = await infoOf(redis, 'memory');
    const faults: string[] = [];
    if (persistence.get('aof_enabled') !== '1') {
      faults.push(
        'it keeps no append-only file and would lose acknowledged results in a crash: CONFIG SET appendonly yes',
      );
    }
    const policy = memory.get('maxmemory_policy') ?? 'unknown';
    if (policy !== 'noeviction') {
      faults.push(`it may evict keys when memory is short (${policy}): CONFIG SET maxmemory-policy noeviction`);
    }
    return faults;
  });
}

/**
 * Settings that are no reason to refuse this Redis, but could lose acknowledged writes in a crash or failover; each
 * with what to do.
 */
export async function durabilityAdvice(connection: Connection): Promise<string[]> {
  return ofEveryMaster(connection, async (redis) => {
    const replication = await infoOf(redis, 'replication');
    const hasReplicas = Number(replication.get('connected_slaves') ?? 0) > 0;
    const advice: string[] = [];
    if (await answersBeforeItWrites(redis)) {
      advice.push(
        'it may answer before it has written, so a crash may lose the last second or two: CONFIG SET appendfsync always',
      );
    }
    // Reported only if writes have to reach replicas.
    if (hasReplicas && !replication.has('min_slaves_good_slaves')) {
      advice.push(
        'it has replicas and does not wait for any, so a failover may lose what was just acknowledged: CONFIG SET min-replicas-to-write 1',
      );
    }
    return advice;
  });
}

/** No advice where CONFIG is forbidden. */
async function answersBeforeItWrites(redis: Redis): Promise<boolean> {
  const reply = await redis.config('GET', 'appendfsync').catch(() => []);
  const [, policy] = reply as string[];
  return policy !== undefined && policy !== 'always';
}

async function ofEveryMaster(connection: Connection, look: (redis: Redis) => Promise<string[]>): Promise<string[]> {
  if (!(connection instanceof Cluster)) return look(connection);
  const masters = connection.nodes('master');
  const found = await Promise.all(
    masters.map(async (node) =>
      (await look(node)).map((text) => `node ${node.options.host}:${node.options.port}: ${text}`),
    ),
  );
  return found.flat();
}

async function infoOf(redis: Redis, section: string): Promise<Map<string, string>> {
  const text = await redis.info(section);
  const pairs = text.split('\r\n').flatMap((line) => {
    const at = line.indexOf(':');
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
  });
  return new Map(pairs);
}
