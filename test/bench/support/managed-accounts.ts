import type { ManagedAccount } from '../../../src/accounts/managed.ts';
import { openStorage } from '../../../src/store/open.ts';
import { startBridge } from '../../../testing/bridge-process.ts';
import type { Child } from '../../../testing/child.ts';
import { freePort } from '../../../testing/free-port.ts';
import type { Template } from '../peers/order.ts';
import { dataKey, type Stage } from './stage.ts';

/** What of the settings of a stage belongs to an account. */
const ofAccount = /^(WORKABLE|JOBMOJITO)_/;

/** A web process and a worker process, and how many managed accounts they have. */
export type Serving = {
  count: number;
  web: Child;
  worker: Child;
  /** Of the web process. */
  port: number;
  /** From start to ready, of the slower one. */
  readyMs: number;
  close(): Promise<void>;
};

/** On a database of its own in the stage's Redis. */
export async function serveAccounts(stage: Stage, count: number, database: number): Promise<Serving> {
  const redisUrl = `${stage.redis.url.replace(/\/\d*$/, '')}/${database}`;
  const settings = { ...(await storeAccounts(stage, redisUrl, count)), REDIS_URL: redisUrl };
  const web = await start({ ...settings, ROLES: 'web' });
  const worker = await start({ ...settings, ROLES: 'worker' });
  return {
    count,
    web: web.child,
    worker: worker.child,
    port: web.port,
    readyMs: Math.max(web.readyMs, worker.readyMs),
    async close() {
      for (const { child } of [web, worker]) await child.kill();
    },
  };
}

/** The request, of the account that was stored last. */
export function ofLastAccount({ headers, ...request }: Template, secret: string, { count }: Serving): Template {
  return { ...request, headers: { ...headers, authorization: `Bearer ${secretOf(secret, count - 1)}` } };
}

async function start(settings: Record<string, string>) {
  const startedAt = performance.now();
  const port = await freePort();
  const child = await startBridge({ ...settings, PORT: String(port) });
  return { child, port, readyMs: performance.now() - startedAt };
}

/** Answers the settings of a process that serves them. */
async function storeAccounts(stage: Stage, redisUrl: string, count: number): Promise<Record<string, string>> {
  const all = Object.entries(stage.settings('web'));
  const own = Object.fromEntries(all.filter(([name]) => ofAccount.test(name)));
  const others = Object.fromEntries(all.filter(([name]) => !ofAccount.test(name)));
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys: [dataKey] }, 'guest');
  await storage.untilReady(5_000);
  for (let i = 0; i < count; i += 1) {
    const secret = secretOf(own.JOBMOJITO_WEBHOOK_SECRET ?? '', i);
    const providerToken = secretOf(own.WORKABLE_PROVIDER_TOKEN ?? '', i);
    const account: ManagedAccount = {
      name: `account-${i}`,
      state: 'active',
      settings: { ...own, WORKABLE_PROVIDER_TOKEN: providerToken, JOBMOJITO_WEBHOOK_SECRET: secret },
      providerTokens: [],
      createdAt: 1,
    };
    await storage.managed.save(account, 'none', { was: [], is: [{ setting: 'JOBMOJITO_WEBHOOK_SECRET', secret }] });
  }
  await storage.close();
  return { ...others, OPERATOR_TOKEN: 'bench-operator-token' };
}

function secretOf(secret: string, account: number): string {
  return `${secret}-${account}`;
}
