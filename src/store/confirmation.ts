import { Cluster, Command, type Redis } from 'ioredis';
import type { RedisAddress } from '../settings/redis-address.ts';
import { accountKey } from './keys.ts';
import type { Connection } from './redis.ts';

export type Confirmation = {
  /**
   * Does something at the Redis of an account, and resolves once so many replicas have all that this Redis held then:
   * what was written and what was read. Rejects with Unconfirmed where that cannot be said, though it may have been
   * done: doing it again must be safe. Rejects with UnfitRedis, and does nothing, while this Redis may not be used.
   */
  confirmed<T>(account: string, act: () => Promise<T>): Promise<T>;
  /** How many replicas must have a write. */
  replicas(): number;
};

/** It may lose what is acknowledged, or has not been checked yet. */
export class UnfitRedis extends Error {
  readonly code = 'UNFIT';

  constructor() {
    super('This Redis may not be used');
    this.name = 'UnfitRedis';
  }
}

/** Too few replicas have a write, or another Redis may be the master by now. */
export class Unconfirmed extends Error {
  readonly code = 'UNCONFIRMED';

  constructor() {
    super('Too few replicas have the write');
    this.name = 'Unconfirmed';
  }
}

/** For a Redis that has no replicas, or where nothing depends on them. */
export const withoutReplicas: Confirmation['confirmed'] = (_account, act) => act();

type Barrier = { stream: unknown; accounts: Set<string>; replies: Promise<Replies> };
type Replies = Map<string, Error | undefined>;

/** For as long nothing else on the connection is answered. */
const waitMs = 1_000;
/** The written value expires at once: only its place behind all other writes counts. */
const livesMs = 1;

/**
 * Replication is asynchronous: without a word from the replicas, a failover loses what the master acknowledged last.
 * `WAIT` gives it, for the writes that the same connection made before. So a write of our own goes before it, on the
 * connection on which everything else was done: whatever the master held, from any process, stands before that write in
 * the replicas. One WAIT serves all that ended while the one before it ran.
 */
export function createConfirmation(
  connection: Connection,
  address: Pick<RedisAddress, 'kind'>,
  wanted: number | undefined,
  isFit: () => boolean,
): Confirmation {
  let knowsReplicas = false;
  /** By the connection to a master, whether it had replicas when it was asked. */
  const asked = new WeakMap<object, Promise<boolean>>();
  const last = new WeakMap<Redis, Promise<unknown>>();
  const next = new WeakMap<Redis, Barrier>();

  return { confirmed, replicas };

  /** A Cluster that had replicas once is meant to have them, also while they are all away. */
  function replicas(): number {
    if (wanted !== undefined) return wanted;
    if (address.kind === 'sentinel') return 1;
    if (connection instanceof Cluster) knowsReplicas ||= connection.nodes('slave').length > 0;
    return knowsReplicas ? 1 : 0;
  }

  async function confirmed<T>(account: string, act: () => Promise<T>): Promise<T> {
    if (!isFit()) throw new UnfitRedis();
    const node = masterOf(connection, account);
    // Nodes of a Cluster are connected when they are needed.
    if (node?.status === 'wait') await node.connect().catch(() => undefined);
    if (node && replicas() === 0 && wanted === undefined) await lookForReplicas(node);
    if (replicas() === 0) return act();
    const stream = node?.stream;
    const result = await act();
    // It was done by another node, or on a connection that is no more.
    if (!node || node.stream !== stream) throw new Unconfirmed();
    const error = (await join(node, account)).get(account);
    if (error) throw error;
    return result;
  }

  /** A master knows its replicas at once; what the other nodes say of them is seconds old. */
  async function lookForReplicas(node: Redis): Promise<void> {
    if (!(connection instanceof Cluster) || !node.stream) return;
    const asking = asked.get(node.stream) ?? hasReplicas(node);
    asked.set(node.stream, asking);
    knowsReplicas ||= await asking;
  }

  function join(node: Redis, account: string): Promise<Replies> {
    const barrier = next.get(node) ?? begin(node);
    barrier.accounts.add(account);
    return barrier.replies;
  }

  function begin(node: Redis): Barrier {
    const { stream } = node;
    const accounts = new Set<string>();
    const replies = (last.get(node) ?? Promise.resolve()).then(() => {
      next.delete(node);
      if (node.stream !== stream) throw new Unconfirmed();
      return waitFor(node, [...accounts], replicas());
    });
    const barrier = { stream, accounts, replies };
    next.set(node, barrier);
    last.set(
      node,
      replies.catch(() => undefined),
    );
    return barrier;
  }
}

/** By account why it is not confirmed; undefined where it is. */
async function waitFor(node: Redis, accounts: readonly string[], replicas: number): Promise<Replies> {
  const pipeline = node.pipeline();
  // Of a slot that has moved to another node meanwhile, the write is refused.
  for (const account of accounts) pipeline.set(accountKey(account, 'probe'), '1', 'PX', livesMs);
  const replies = (await pipeline.wait(replicas, waitMs).exec()) ?? [];
  const [error, confirmed] = replies.at(-1) ?? [new Unconfirmed()];
  const short = error ?? (Number(confirmed) < replicas ? new Unconfirmed() : undefined);
  return new Map(accounts.map((account, i) => [account, replies[i]?.[0] ?? short]));
}

/** Where the master cannot say, it is asked again on its next connection, and what the Cluster says counts. */
async function hasReplicas(node: Redis): Promise<boolean> {
  const info = await node.info('replication').catch(() => '');
  return /^connected_slaves:[1-9]/m.test(info);
}

/** The node that has the keys of an account, as far as is known. */
function masterOf(connection: Connection, account: string): Redis | undefined {
  if (!(connection instanceof Cluster)) return connection;
  const [key] = connection.slots[new Command('get', [accountKey(account, 'probe')]).getSlot() ?? 0] ?? [];
  return connection.nodes('all').find(({ options }) => `${options.host}:${options.port}` === key);
}
