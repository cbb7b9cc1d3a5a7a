import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { ManagedAccount } from '../../../src/accounts/managed.ts';
import { openStorage } from '../../../src/store/open.ts';
import { startBridge } from '../../../testing/bridge-process.ts';
import type { Child } from '../../../testing/child.ts';
import { freePort } from '../../../testing/free-port.ts';
import { memoryOf } from '../../../testing/memory.ts';
import { commandsRun } from '../../../testing/redis.ts';
import { alone, type Measure } from '../measure.ts';
import type { Template } from '../peers/order.ts';
import { createRequest } from '../support/create.ts';
import { dataKey, openStage, type Stage, secrets } from '../support/stage.ts';
import { webhook } from '../support/webhook.ts';

const [some, many] = [100, 5000];
const calmMs = 10_000;
const watchedMs = 10_000;
const asked = 300;
const longestSeconds = 60;
/** Of the clock that Linux counts a process's time with. */
const ticksPerSecond = 100;

/** What of the settings of a stage belongs to an account. */
const ofAccount = /^(WORKABLE|JOBMOJITO)_/;

/** What many accounts cost in which nothing happens: one web process and one worker process. */
export const accounts: Measure = {
  summary: `an idle web and worker process with ${many.toLocaleString('en-GB')} managed accounts, beside one account`,
  /** One round: what does not vary is counted. */
  async run({ print }) {
    const stage = await openStage();
    try {
      const one = await watch(stage, 1);
      print(`1 account: ${describe(one)}`);
      print(`${some} accounts: ${describe(await watch(stage, some))}`);
      const all = await watch(stage, many);
      print(`${many} accounts: ${describe(all)}`);
      const beside = (name: string, of: (found: Found) => number) => ({
        name,
        unit: 'ms',
        rounds: [{ ours: of(all), baseline: of(one) }],
        goal: { atMost: 1.1 },
      });
      const perAccount = ((all.memory - one.memory) * 1024) / many;
      return [
        alone('Redis commands a second, idle, 5,000 accounts', '/s', all.commands, 40),
        alone('of a core, the busier process', '%', all.percent, 2),
        alone('start to ready, the slower process', 'ms', all.readyMs, 3000),
        alone('memory of each account, both processes', 'KiB', perAccount, 60),
        beside('webhook of one of 5,000 accounts', ({ webhookMs }) => webhookMs),
        beside('create of one of 5,000 accounts', ({ createMs }) => createMs),
      ];
    } finally {
      await stage.close();
    }
  },
};

type Found = {
  readyMs: number;
  commands: number;
  percent: number;
  memory: number;
  webhookMs: number;
  createMs: number;
};

function describe({ readyMs, commands, percent, memory, webhookMs, createMs }: Found): string {
  const calls = `webhook ${webhookMs.toFixed(2)} ms, create ${createMs.toFixed(2)} ms`;
  return `${calls}; ready in ${Math.round(readyMs)} ms; idle ${commands.toFixed(1)} commands/s, ${percent.toFixed(1)} % of a core, ${Math.round(memory)} MiB in all`;
}

async function watch(stage: Stage, count: number): Promise<Found> {
  const redis = new Redis(stage.redis.url);
  const processes: Child[] = [];
  const ports: number[] = [];
  let readyMs = 0;
  await redis.flushall();
  const settings = await store(stage, count);
  try {
    for (const roles of ['web', 'worker']) {
      const startedAt = performance.now();
      const port = await freePort();
      ports.push(port);
      processes.push(await startBridge({ ...settings, ROLES: roles, PORT: String(port) }));
      readyMs = Math.max(readyMs, performance.now() - startedAt);
    }
    await sleep(calmMs);
    const [commandsBefore, timesBefore] = [await commandsRun(redis), processes.map(secondsOf)];
    await sleep(watchedMs);
    const commands = ((await commandsRun(redis)) - commandsBefore) / (watchedMs / 1000);
    const shares = processes.map((each, i) => (secondsOf(each) - (timesBefore[i] ?? 0)) / (watchedMs / 1000));
    const memory = await Promise.all(processes.map(({ pid }) => memoryOf(pid)));
    const all = memory.reduce((sum, { now }) => sum + now, 0);
    const ask = (request: Template, secret: string) =>
      timeOne(stage, ports[0] ?? 0, withSecret(request, `${secret}-${count - 1}`));
    const webhookMs = await ask(webhook, secrets.webhook);
    const createMs = await ask(createRequest(stage), secrets.provider);
    return { readyMs, commands, percent: 100 * Math.max(...shares), memory: all, webhookMs, createMs };
  } finally {
    for (const each of processes) await each.kill();
    redis.disconnect();
  }
}

/** Stores so many managed accounts; answers the settings of a process that serves them. */
async function store(stage: Stage, count: number): Promise<Record<string, string>> {
  const all = Object.entries(stage.settings('web'));
  const own = Object.fromEntries(all.filter(([name]) => ofAccount.test(name)));
  const others = Object.fromEntries(all.filter(([name]) => !ofAccount.test(name)));
  const storage = await openStorage({ redisUrl: stage.redis.url, dataDir: '', dataKeys: [dataKey] }, 'guest');
  await storage.untilReady(5_000);
  for (let i = 0; i < count; i += 1) {
    const webhookSecret = { setting: 'JOBMOJITO_WEBHOOK_SECRET', secret: `${own.JOBMOJITO_WEBHOOK_SECRET}-${i}` };
    const providerToken = `${own.WORKABLE_PROVIDER_TOKEN}-${i}`;
    const account: ManagedAccount = {
      name: `account-${i}`,
      state: 'active',
      settings: { ...own, WORKABLE_PROVIDER_TOKEN: providerToken, [webhookSecret.setting]: webhookSecret.secret },
      providerTokens: [],
      createdAt: 1,
    };
    await storage.managed.save(account, 'none', { was: [], is: [webhookSecret] });
  }
  await storage.close();
  return { ...others, OPERATOR_TOKEN: 'bench-operator-token' };
}

function withSecret({ headers, ...request }: Template, secret: string): Template {
  return { ...request, headers: { ...headers, authorization: `Bearer ${secret}` } };
}

/** Half of the answers to one caller came within so many ms. */
async function timeOne(stage: Stage, port: number, request: Template): Promise<number> {
  const load = { port, connections: 1, seconds: longestSeconds, request, subjects: [{ id: 'unknown', run: 'one' }] };
  await stage.peers.ask({ do: 'load', ...load, most: asked });
  const { answers, p50 } = await stage.peers.ask({ do: 'load', ...load, most: asked });
  if (Object.keys(answers).some((status) => !status.startsWith('2'))) throw new Error(JSON.stringify(answers));
  return p50;
}

/** Of a core, that the process has had so far. */
function secondsOf({ pid }: Child): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(user) + Number(system)) / ticksPerSecond;
}
