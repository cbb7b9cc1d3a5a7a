import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisOptions as RedisAccess, RedisAddress } from '../settings/redis-address.ts';

export type Connection = Redis | Cluster;

/** Replies keep the shapes that BullMQ expects. */
type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/** The longest blocking wait of BullMQ's workers. */
const longestBlockMs = 10_000;

/**
 * `patient` connections wait for Redis for as long as it takes (BullMQ workers need that); the others answer or fail
 * within seconds, so that callers get their 503. A `brief` one also fails promptly, and does not follow a failover: it
 * stays connected, so that Redis says why it refuses.
 */
export function connectRedis(
  address: RedisAddress,
  temper: 'patient' | 'prompt' | 'brief',
  access: RedisAccess = plain,
): Connection {
  const common: ConnectionOptions = {
    connectTimeout: 3000,
    keepAlive: 10_000,
    retryStrategy: reconnectAfterMs,
    // After a failover the old master becomes a replica; its address may lead to the new master by now.
    reconnectOnError: ({ message }) => temper !== 'brief' && message.includes('READONLY'),
    sentinelCommandTimeout: 3000,
    // A demoted master may keep its connections, and take what the promoted one never gets.
    failoverDetector: temper !== 'brief',
    // A machine that vanishes leaves its connections open; the system closes them only after a quarter of an hour.
    ...(temper === 'patient'
      ? { maxRetriesPerRequest: null, socketTimeout: longestBlockMs + 2000 }
      : { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: 3000, socketTimeout: 6000 }),
  };
  const connection = open(address, common, access);
  // Without a listener an error event would end the process; commands report their own failures.
  connection.on('error', () => undefined);
  return connection;
}

/** Without settings of its own. */
const plain: RedisAccess = { sentinel: { isEncrypted: false } };

function open(address: RedisAddress, common: ConnectionOptions, access: RedisAccess): Connection {
  switch (address.kind) {
    case 'single':
      return new Redis(address.url, { ...common, ...(isEncryptedUrl(address.url) ? { tls: tlsOptions(access) } : {}) });
    case 'sentinel': {
      const { username, password, isEncrypted } = access.sentinel;
      return new Redis({
        ...common,
        ...accessOptions(address, access),
        db: address.database,
        sentinels: address.nodes,
        name: address.master,
        enableTLSForSentinelMode: address.isEncrypted,
        ...(username === undefined ? {} : { sentinelUsername: username }),
        ...(password === undefined ? {} : { sentinelPassword: password }),
        ...(isEncrypted ? { sentinelTLS: tlsOptions(access) } : {}),
      });
    }
    case 'cluster':
      return new Cluster(address.nodes, {
        redisOptions: { ...common, ...accessOptions(address, access) },
        enableOfflineQueue: common.enableOfflineQueue ?? true,
        clusterRetryStrategy: reconnectAfterMs,
        ...(common.enableOfflineQueue === false ? { slotsRefreshInterval: refreshEveryMs } : {}),
        // A certificate names hosts: an address that was looked up before would not be found in it.
        ...(address.isEncrypted ? { dnsLookup: (host: string, use: UseHost) => use(null, host) } : {}),
      });
  }
}

type UseHost = (error: null, host: string) => void;

/** A cut-off master may answer, and still call itself the master: nothing else says that another was promoted. */
const refreshEveryMs = 2_000;

/** Connections to the Sentinels of an address, as far as it has any; the caller closes each. */
export function connectSentinels(address: RedisAddress, access: RedisAccess = plain): Redis[] {
  if (address.kind !== 'sentinel') return [];
  const { username, password, isEncrypted } = access.sentinel;
  return address.nodes.map((node) =>
    silent(
      new Redis({
        ...brief,
        ...node,
        ...logIn(username, password),
        ...(isEncrypted ? { tls: tlsOptions(access) } : {}),
      }),
    ),
  );
}

/** A connection to one server of an address, asked once; the caller closes it. */
export function connectServer(
  address: RedisAddress,
  access: RedisAccess | undefined,
  node: { host: string; port: number },
): Redis {
  const options = address.kind === 'single' ? {} : accessOptions(address, access ?? plain);
  return silent(new Redis({ ...brief, ...node, ...options }));
}

const brief: ConnectionOptions = {
  lazyConnect: true,
  retryStrategy: () => null,
  maxRetriesPerRequest: 0,
  connectTimeout: 2000,
  commandTimeout: 2000,
  protocol: 2,
  // Its first answer says what is wrong.
  enableReadyCheck: false,
};

function silent(redis: Redis): Redis {
  redis.on('error', () => undefined);
  return redis;
}

function isEncryptedUrl(url: string): boolean {
  return url.startsWith('rediss:');
}

function tlsOptions({ ca }: RedisAccess): { ca?: string } {
  return ca === undefined ? {} : { ca };
}

function reconnectAfterMs(times: number): number {
  return Math.min(50 * 2 ** Math.min(times, 10), 1000);
}

function accessOptions(
  { username, password, isEncrypted }: Exclude<RedisAddress, { kind: 'single' }>,
  access: RedisAccess,
) {
  return { ...logIn(username, password), ...(isEncrypted ? { tls: tlsOptions(access) } : {}) };
}

function logIn(username: string | undefined, password: string | undefined) {
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
}

/** Calls it whenever another server may be the master; returns a function that ends that. */
export function onNewMaster(connection: Connection, call: () => void): () => void {
  let masters = mastersOf(connection);
  const onRefresh = () => {
    const before = masters;
    masters = mastersOf(connection);
    if (masters !== before) call();
  };
  connection.on('ready', call).on('refresh', onRefresh);
  return () => void connection.off('ready', call).off('refresh', onRefresh);
}

function mastersOf(connection: Connection): string {
  if (!(connection instanceof Cluster)) return '';
  const names = connection.nodes('master').map(({ options }) => `${options.host}:${options.port}`);
  return names.toSorted().join();
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
