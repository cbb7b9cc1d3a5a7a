import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from '../settings/redis-address.ts';

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
export function connectRedis(address: RedisAddress, temper: 'patient' | 'prompt' | 'brief'): Connection {
  const common: ConnectionOptions = {
    connectTimeout: 3000,
    keepAlive: 10_000,
    retryStrategy: reconnectAfterMs,
    // After a failover the old master becomes a replica; its address may lead to the new master by now.
    reconnectOnError: ({ message }) => temper !== 'brief' && message.includes('READONLY'),
    sentinelCommandTimeout: 3000,
    // A machine that vanishes leaves its connections open; the system closes them only after a quarter of an hour.
    ...(temper === 'patient'
      ? { maxRetriesPerRequest: null, socketTimeout: longestBlockMs + 2000 }
      : { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: 3000, socketTimeout: 6000 }),
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
    case 'sentinel':
      return new Redis({
        ...common,
        ...accessOptions(address),
        db: address.database,
        sentinels: address.nodes,
        name: address.master,
        enableTLSForSentinelMode: address.isEncrypted,
      });
    case 'cluster':
      return new Cluster(address.nodes, {
        redisOptions: { ...common, ...accessOptions(address) },
        enableOfflineQueue: common.enableOfflineQueue ?? true,
        clusterRetryStrategy: reconnectAfterMs,
      });
  }
}

function reconnectAfterMs(times: number): number {
  return Math.min(50 * 2 ** Math.min(times, 10), 1000);
}

function accessOptions({ username, password, isEncrypted }: Exclude<RedisAddress, { kind: 'single' }>) {
  return {
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(isEncrypted ? { tls: {} } : {}),
  };
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
