import { Cluster, Redis, type RedisOptions } from 'ioredis';

export type Connection = Redis | Cluster;

/** Replies keep the shapes that BullMQ expects. */
type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/**
 * `redis://…` or `rediss://…`; several nodes separated by commas. `?cluster` makes it a Redis Cluster, `?sentinel=<name>`
 * makes the nodes Sentinels that know the master called so; a path to a Unix socket stands for itself.
 */
export type RedisAddress =
  | { kind: 'single'; url: string }
  | { kind: 'cluster'; nodes: { host: string; port: number }[]; options: ConnectionOptions }
  | { kind: 'sentinel'; master: string; nodes: { host: string; port: number }[]; options: ConnectionOptions };

export function parseRedisAddress(text: string): RedisAddress {
  if (text.startsWith('/')) return { kind: 'single', url: text };
  const [first = '', ...more] = text.split(',');
  const last = new URL(more.at(-1) ?? first);
  const url = new URL(first);
  const all = [url, ...more.map((node) => new URL(node))];
  const nodes = all.map(({ hostname, port }) => ({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
  }));
  const options: ConnectionOptions = {
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
  const master = last.searchParams.get('sentinel');
  if (master)
    return { kind: 'sentinel', master, nodes, options: { ...options, db: Number(last.pathname.slice(1) || 0) } };
  if (last.searchParams.has('cluster')) return { kind: 'cluster', nodes, options };
  if (more.length > 0) throw new Error('several Redis nodes need ?cluster or ?sentinel=<name of the master>');
  return { kind: 'single', url: text };
}

/**
 * `patient` connections wait for Redis for as long as it takes (BullMQ workers need that); the others answer within
 * seconds, so that callers get their 503.
 */
export function connectRedis(address: RedisAddress, temper: 'patient' | 'prompt'): Connection {
  const common: ConnectionOptions = {
    connectTimeout: 3000,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1000),
    ...(temper === 'patient'
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: 3000 }),
  };
  const connection = open(address, common);
  // Without a listener an error event would end the process; commands report their own failures.
  connection.on('error', () => undefined);
  return connection;
}

function open(address: RedisAddress, common: ConnectionOptions): Connection {
  switch (address.kind) {
    case 'single':
      return new Redis(address.url, common);
    case 'sentinel': {
      const { password, username, ...options } = address.options;
      return new Redis({
        ...common,
        ...options,
        ...credentials(username, password),
        sentinels: address.nodes,
        name: address.master,
      });
    }
    case 'cluster':
      return new Cluster(address.nodes, {
        redisOptions: { ...common, ...address.options },
        enableOfflineQueue: common.enableOfflineQueue ?? true,
        clusterRetryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1000),
      });
  }
}

function credentials(username: string | undefined, password: string | undefined): ConnectionOptions {
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
}

/** Resolves once commands can be sent, or rejects after the time. */
export async function untilReady(connection: Connection, timeoutMs: number): Promise<void> {
  if (connection.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => done(reject), timeoutMs);
    const onReady = () => done(resolve);
    const done = (settle: (error?: never) => void) => {
      clearTimeout(timer);
      connection.off('ready', onReady);
      settle();
    };
    connection.on('ready', onReady);
  });
}

export async function disconnect(connection: Connection): Promise<void> {
  await Promise.race([connection.quit(), new Promise((resolve) => setTimeout(resolve, 1000).unref())]).catch(
    () => undefined,
  );
  connection.disconnect();
}
