import { startBridge } from '../../../testing/bridge-process.ts';
import type { Child } from '../../../testing/child.ts';
import { freePort } from '../../../testing/free-port.ts';
import { openRedis, type RedisProcess } from '../../../testing/redis.ts';
import type { Measured } from './baseline.ts';
import { openPeers, type Peers } from './peers.ts';
import { place } from './place.ts';

export const secrets = {
  provider: 'bench-provider-token',
  callback: 'bench-callback-token',
  vendor: 'bench-vendor-key',
  webhook: 'bench-webhook-secret',
};

/** Of the bridge, and of a bare program that encrypts. */
export const dataKey = 'bench-data-key-of-thirty-two-characters';

/**
 * Everything around the measured process: a Redis with an append-only file, and peers that are quicker than the bridge.
 */
export type Stage = {
  redis: RedisProcess;
  peers: Peers;
  /** Workable's. */
  peerUrl: string;
  vendorUrl: string;
  /** Of a bridge process that takes these roles. */
  settings(roles: string): Record<string, string>;
  openBridge(roles: string, changes?: Record<string, string>): Promise<Measured>;
  close(): Promise<void>;
};

export async function openStage(fsync: 'always' | 'everysec' = 'everysec'): Promise<Stage> {
  const redis = await openRedis({ appendfsync: fsync });
  place(redis.pid(), 'others');
  const peers = openPeers();
  const { port, vendorPort } = await peers.ask({ do: 'listen' });
  const peerUrl = `http://127.0.0.1:${port}`;
  const vendorUrl = `http://127.0.0.1:${vendorPort}`;

  const bridges = new Set<Child>();

  function settings(roles: string): Record<string, string> {
    return {
      NODE_ENV: 'production',
      ROLES: roles,
      PUBLIC_URL: 'http://127.0.0.1',
      REDIS_URL: redis.url,
      WORKABLE_PROVIDER_TOKEN: secrets.provider,
      WORKABLE_CALLBACK_TOKEN: secrets.callback,
      WORKABLE_CALLBACK_HOSTS: peerUrl,
      JOBMOJITO_API_KEY: secrets.vendor,
      JOBMOJITO_API_URL: vendorUrl,
      JOBMOJITO_WEBHOOK_SECRET: secrets.webhook,
      JOBMOJITO_DETAILS: 'false',
      DATA_KEY: dataKey,
      LOG_LEVEL: 'info',
    };
  }

  return {
    redis,
    peers,
    peerUrl,
    vendorUrl,
    settings,
    async openBridge(roles, changes = {}) {
      const port = await freePort();
      const child = await startBridge({ ...settings(roles), ...changes, PORT: String(port) });
      bridges.add(child);
      place(child.pid, 'measured');
      return {
        port,
        pid: child.pid,
        async close() {
          child.signal('SIGTERM');
          await child.exited;
          bridges.delete(child);
        },
      };
    },
    async close() {
      // Of a measure that failed.
      for (const bridge of bridges) await bridge.kill();
      peers.close();
      await redis.close();
    },
  };
}
