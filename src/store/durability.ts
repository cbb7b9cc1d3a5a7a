import { Cluster, type Redis } from 'ioredis';
import type { RedisAddress, RedisOptions } from '../settings/redis-address.ts';
import { type Connection, connectServer } from './redis.ts';
import { replicasOf } from './sentinels.ts';

/** `unasked`: nodes that did not answer, or not to this user. */
export type DurabilityCheck = { faults: string[]; unasked: string[] };

/** A server that is the master or may become it. `name` is empty for the only one. */
type Node = { name: string; isReplica: boolean; redis: Redis };

export function createDurability(connection: Connection, address: RedisAddress, access?: RedisOptions) {
  return {
    /**
     * The settings that may lose data, on every node that is a master or may become one, each with the command that
     * corrects it. Read by INFO, which managed services allow where they forbid CONFIG. Rejects if no master answers.
     */
    async check(): Promise<DurabilityCheck> {
      const { found, unasked } = await onEveryNode(async ({ redis }) => faultsIn(await infoOf(redis)));
      return { faults: found, unasked };
    },

    /**
     * Settings that are no reason to refuse this Redis, but could lose acknowledged writes in a crash or failover, or
     * refuse writes for long; each with what to do. `replicas`: how many must have a write.
     */
    async advice(replicas: number): Promise<string[]> {
      const { found, unasked } = await onEveryNode(async ({ redis, isReplica }) => [
        ...(await appendAdvice(redis)),
        ...(isReplica ? [] : replicaAdvice(await infoOf(redis), replicas)),
      ]);
      return [...found, ...unasked.map((name) => `${name} could not be asked: see whether it runs and knows the user`)];
    },
  };

  /** One that is away cannot become the master now, and is asked again when it does. */
  async function onEveryNode(look: (node: Node) => Promise<string[]>) {
    const masters = mastersOf(connection);
    const { nodes: replicas, close } = await replicasIn();
    try {
      const looked = [...masters, ...replicas].map(async (node) => ({ node, texts: await look(node) }));
      const results = await Promise.allSettled(looked);
      const first = results.slice(0, masters.length);
      if (first.every(({ status }) => status === 'rejected')) await looked[0];
      const all = [...masters, ...replicas];
      return {
        found: results.flatMap((result) => (result.status === 'fulfilled' ? textsOf(result.value) : [])),
        unasked: all.flatMap(({ name }, i) => (results[i]?.status === 'rejected' ? [name] : [])),
      };
    } finally {
      close();
    }
  }

  async function replicasIn(): Promise<{ nodes: Node[]; close: () => void }> {
    if (connection instanceof Cluster) {
      return { nodes: connection.nodes('slave').map((redis) => nodeOf(redis, true)), close: () => undefined };
    }
    // A replica of a single address may be meant to be read only: what becomes the master there is not known.
    const named = await replicasOf(address, access).catch(() => []);
    const nodes = named.map((each) => nodeOf(connectServer(address, access, each), true));
    return { nodes, close: () => nodes.forEach(({ redis }) => void redis.disconnect()) };
  }
}

function mastersOf(connection: Connection): Node[] {
  if (!(connection instanceof Cluster)) return [{ name: '', isReplica: false, redis: connection }];
  return connection.nodes('master').map((redis) => nodeOf(redis, false));
}

function nodeOf(redis: Redis, isReplica: boolean): Node {
  const { host, port } = redis.options;
  return { name: `${isReplica ? 'replica' : 'node'} ${host}:${port}`, isReplica, redis };
}

function textsOf({ node: { name }, texts }: { node: Node; texts: string[] }): string[] {
  return name === '' ? texts : texts.map((text) => `${name}: ${text}`);
}

function faultsIn(info: Info): string[] {
  const faults: string[] = [];
  if (info.get('aof_enabled') !== '1') {
    faults.push(
      'it keeps no append-only file and would lose acknowledged results in a crash: CONFIG SET appendonly yes',
    );
  }
  const policy = info.get('maxmemory_policy') ?? 'unknown';
  if (policy !== 'noeviction') {
    faults.push(`it may evict keys when memory is short (${policy}): CONFIG SET maxmemory-policy noeviction`);
  }
  return faults;
}

async function appendAdvice(redis: Redis): Promise<string[]> {
  const reply = await redis.config('GET', 'appendfsync').catch(() => []);
  const [, policy] = reply as string[];
  if (policy === 'always') return [];
  if (policy === undefined) {
    return [
      'appendfsync is unknown, since its user may not run CONFIG: see that it is always, or ACL SETUSER <user> +config|get',
    ];
  }
  return [
    'it may answer before it has written, so a crash may lose the last second or two: CONFIG SET appendfsync always',
  ];
}

/** With one replica alone, its death or the master's is the end of all writes until it is back. */
const enough = 2;

function replicaAdvice(info: Info, replicas: number): string[] {
  const count = Number(info.get('connected_slaves') ?? 0);
  // Reported only if writes have to reach replicas.
  const hasLeast = info.has('min_slaves_good_slaves');
  const advice: string[] = [];
  if (count > 0 && !hasLeast && replicas === 0) {
    advice.push(
      'it has replicas and does not wait for any, so a failover may lose what was just acknowledged: set REDIS_REPLICAS=1, and CONFIG SET min-replicas-to-write 1',
    );
  }
  const needed = replicas > 0 ? replicas + 1 : enough;
  if ((replicas > 0 || hasLeast) && count < needed) {
    advice.push(
      `writes need a replica, and it has ${count}: with ${needed}, one may be away, and a failover leaves one to write to`,
    );
  }
  return advice;
}

type Info = ReadonlyMap<string, string>;

async function infoOf(redis: Redis): Promise<Info> {
  const text = await redis.info();
  const pairs = text.split('\r\n').flatMap((line) => {
    const at = line.indexOf(':');
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
  });
  return new Map(pairs);
}
