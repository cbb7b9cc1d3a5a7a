import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBridge } from '../../../testing/bridge-process.ts';
import type { Child } from '../../../testing/child.ts';
import { freePort } from '../../../testing/free-port.ts';
import { openRedisCluster, type RedisDeployment } from '../../../testing/redis-deployment.ts';
import { alone, type Figure, type Measure } from '../measure.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { webhook } from '../support/webhook.ts';

const masters = 3;
const many = 50;
/** Of all accounts together. */
const interviews = 1_000;
const callers = 8;
const settleMs = 1_500;

/** What of the settings of a stage belongs to an account. */
const ofAccount = /^(WORKABLE|JOBMOJITO)_/;

/** How the load of equal accounts spreads over the masters of a Redis Cluster. */
export const cluster: Measure = {
  summary: `the spread of keys and commands over ${masters} masters of a Redis Cluster, with 1 and with ${many} accounts`,
  isLong: true,
  /** One round: what does not vary is counted. */
  async run({ print }) {
    const figures: Figure[] = [];
    for (const count of [1, many]) {
      const stage = await openStage();
      const redis = await openRedisCluster(masters, 0);
      try {
        const spread = await watch(stage, redis, count);
        print(`${count} ${count === 1 ? 'account' : 'accounts'}: ${describe(spread)}`);
        const goal = count === many;
        const name = (what: string) => `${what}, ${count} ${count === 1 ? 'account' : 'accounts'}`;
        figures.push(
          alone(name('keys of the busiest master'), '%', spread.keys, goal ? 40 : 100),
          alone(name('commands of the busiest master'), '%', spread.commands, goal ? 40 : 100),
          alone(name('commands of the busiest slot'), '%', spread.slot, goal ? 5 : 100),
        );
      } finally {
        await redis.close();
        await stage.close();
      }
    }
    return figures;
  },
};

/** Percentages of all. */
type Spread = { keys: number; commands: number; slot: number; tag: string; perWebhook: number; sent: number };

function describe({ keys, commands, slot, tag, perWebhook, sent }: Spread): string {
  return `${sent} webhooks and their results, ${perWebhook.toFixed(0)} commands each; the busiest master has ${keys.toFixed(0)} % of the keys and ${commands.toFixed(0)} % of the commands, the busiest slot (${tag}) ${slot.toFixed(1)} %`;
}

async function watch(stage: Stage, redis: RedisDeployment, count: number): Promise<Spread> {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-cluster-'));
  const processes: Child[] = [];
  const counts = new Map<string, number>();
  const monitors: { close(): void }[] = [];
  try {
    const settings = settingsOf(stage, redis.url, folder, count);
    const subjects = await Promise.all(
      accountNames(count).map(async (name) => ({
        name,
        subjects: await storeInterviews(settings, 'open', Math.ceil(interviews / count), name),
      })),
    );
    const port = await freePort();
    processes.push(await startBridge({ ...settings, ROLES: 'web', PORT: String(port) }));
    processes.push(await startBridge({ ...settings, ROLES: 'worker', PORT: String(await freePort()) }));
    for (const { url } of redis.servers) monitors.push(await monitorTags(url, counts));
    const before = await commandsOf(redis);
    const sent = await sendAll(port, subjects);
    await sleep(settleMs);
    const commands = (await commandsOf(redis)).map((after, i) => after - (before[i] ?? 0));
    const keys = await Promise.all(redis.servers.map(async (server) => Number(await server.command('DBSIZE'))));
    const [tag = '', most = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    const counted = sum([...counts.values()]);
    return {
      keys: (100 * Math.max(...keys)) / sum(keys),
      commands: (100 * Math.max(...commands)) / sum(commands),
      slot: (100 * most) / counted,
      tag,
      perWebhook: counted / sent,
      sent,
    };
  } finally {
    for (const monitor of monitors) monitor.close();
    for (const each of processes) await each.kill();
    rmSync(folder, { recursive: true });
  }
}

function accountNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `account-${i}`);
}

function settingsOf(stage: Stage, redisUrl: string, folder: string, count: number): Record<string, string> {
  const all = Object.entries(stage.settings('web'));
  const own = Object.fromEntries(all.filter(([name]) => ofAccount.test(name)));
  const written = accountNames(count).map((name) => ({
    name,
    ...own,
    WORKABLE_PROVIDER_TOKEN: `provider-token-of-${name}`,
    JOBMOJITO_WEBHOOK_SECRET: secretOf(name),
  }));
  const path = join(folder, 'accounts.json');
  writeFileSync(path, JSON.stringify(written), { mode: 0o600 });
  const others = Object.fromEntries(all.filter(([name]) => !ofAccount.test(name)));
  const hosts = { WORKABLE_CALLBACK_HOSTS: own.WORKABLE_CALLBACK_HOSTS ?? '' };
  return { ...others, ...hosts, REDIS_URL: redisUrl, ACCOUNTS_FILE: path };
}

function secretOf(account: string): string {
  return `webhook-secret-of-${account}`;
}

/** A result about each interview, the accounts by turns. Answers how many there were. */
async function sendAll(
  port: number,
  accounts: readonly { name: string; subjects: readonly Subject[] }[],
): Promise<number> {
  const most = Math.max(...accounts.map(({ subjects }) => subjects.length));
  const all = Array.from({ length: most }, (_, i) =>
    accounts.flatMap(({ name, subjects }) => (subjects[i] ? [{ name, subject: subjects[i] }] : [])),
  ).flat();
  let next = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let i = next++; i < all.length; i = next++) {
        const { name, subject } = all[i] as (typeof all)[number];
        const body = (webhook.body ?? '').replaceAll('{id}', subject.id).replaceAll('{email}', subject.email);
        const headers = { ...webhook.headers, authorization: `Bearer ${secretOf(name)}` };
        const { status } = await fetch(`http://127.0.0.1:${port}${webhook.path}`, { method: 'POST', headers, body });
        if (status !== 200) throw new Error(`A webhook was answered ${status}`);
      }
    }),
  );
  return all.length;
}

/** How many commands each master has run, those inside scripts too. */
function commandsOf({ servers }: RedisDeployment): Promise<number[]> {
  return Promise.all(
    servers.map(async (server) => {
      const stats = String(await server.command('INFO', 'commandstats'));
      return sum([...stats.matchAll(/:calls=(\d+)/g)].map(([, calls]) => Number(calls)));
    }),
  );
}

/** Counts commands by the hash tag of their first key, those inside scripts too. */
async function monitorTags(url: string, counts: Map<string, number>): Promise<{ close(): void }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = createInterface({ input: socket });
  lines.on('line', (line) => {
    const [, tag] = /"bridge:\{([^}]+)\}/.exec(line) ?? [];
    if (tag !== undefined) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  });
  const answered = new Promise((resolve) => lines.once('line', resolve));
  socket.write('MONITOR\r\n');
  await answered;
  return { close: () => void socket.destroy() };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
