import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startBridge } from '../../../testing/bridge-process.ts';
import type { Child } from '../../../testing/child.ts';
import { freePort } from '../../../testing/free-port.ts';
import { openRedis } from '../../../testing/redis.ts';
import { type Interview, sendResult, writeAccounts } from '../../campaign/manners/accounts.ts';
import { place } from './place.ts';
import { storeInterviews } from './seed.ts';
import { dataKey } from './stage.ts';

/** One bridge with all roles for many accounts, which can be started and stopped repeatedly. */
export type Crowd = {
  redis: Redis;
  start(): Promise<void>;
  /** Stops it gracefully. */
  stop(): Promise<void>;
  newInterviews(account: string, count: number): Promise<Interview[]>;
  /** Stores results that wait for delivery. */
  addBacklog(account: string, count: number): Promise<void>;
  sendResult(interview: Interview, words: string): Promise<void>;
  close(): Promise<void>;
};

export async function openCrowd(accounts: readonly string[], workableUrl: string): Promise<Crowd> {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-crowd-'));
  const server = await openRedis({ appendfsync: 'everysec' });
  place(server.pid(), 'others');
  const redis = new Redis(server.url);
  const port = String(await freePort());
  const settings = {
    NODE_ENV: 'production',
    PORT: port,
    PUBLIC_URL: 'http://127.0.0.1',
    REDIS_URL: server.url,
    ACCOUNTS_FILE: await writeAccounts(directory, accounts),
    WORKABLE_CALLBACK_HOSTS: workableUrl,
    JOBMOJITO_DETAILS: 'false',
    DATA_KEY: dataKey,
  };
  let bridge: Child | undefined;

  return {
    redis,
    async start() {
      bridge = await startBridge(settings);
      place(bridge.pid, 'measured');
    },
    async stop() {
      bridge?.signal('SIGTERM');
      await bridge?.exited;
    },
    async newInterviews(account, count) {
      const stored = await storeInterviews(settings, 'open', count, account);
      return stored.map(({ id, email }) => ({ id, account, email, templateId: 'template-1' }));
    },
    async addBacklog(account, count) {
      await storeInterviews(settings, 'waiting', count, account);
    },
    sendResult: (interview, words) => sendResult(`http://127.0.0.1:${port}`, interview, words),
    async close() {
      await bridge?.kill();
      redis.disconnect();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
