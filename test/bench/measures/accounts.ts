import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Child } from '../../../testing/child.ts';
import { memoryOf } from '../../../testing/memory.ts';
import { commandsRun } from '../../../testing/redis.ts';
import { alone, type Figure, type Measure, type Round, type Setting } from '../measure.ts';
import type { Template } from '../peers/order.ts';
import { createRequest } from '../support/create.ts';
import { ofLastAccount, type Serving, serveAccounts } from '../support/managed-accounts.ts';
import { openStage, type Stage, secrets } from '../support/stage.ts';
import { webhook } from '../support/webhook.ts';

const [some, many] = [100, 5000];
const calmMs = 10_000;
const watchedMs = 20_000;
/** A process answers faster and faster over some thousand requests. */
const [warmUp, asked] = [2_000, 600];
/** Each is short, so that what else the machine does meets both. */
const roundsOfCalls = 4;
const longestSeconds = 120;
/** Of the clock that Linux counts a process's time with. */
const ticksPerSecond = 100;

/** What many accounts cost in which nothing happens: one web process and one worker process. */
export const accounts: Measure = {
  summary: `an idle web and worker process with ${many.toLocaleString('en-GB')} managed accounts, beside one account`,
  async run(setting) {
    const stage = await openStage();
    try {
      return [...(await idleFigures(stage, setting)), ...(await callFigures(stage, setting))];
    } finally {
      await stage.close();
    }
  },
};

/** Taken once: what does not vary is counted. */
async function idleFigures(stage: Stage, { print }: Setting): Promise<Figure[]> {
  const found: Idle[] = [];
  for (const count of [1, some, many]) {
    const idle = await watchIdle(stage, count);
    print(`${count === 1 ? '1 account' : `${count} accounts`}: ${describe(idle)}`);
    found.push(idle);
  }
  const [one, all] = [found.at(0), found.at(-1)];
  if (!one || !all) throw new Error('Nothing was measured');
  const perAccount = ((all.memory - one.memory) * 1024) / many;
  return [
    alone('Redis commands a second, idle, 5,000 accounts', '/s', all.commands, 40),
    alone('of a core, the busier process', '%', all.percent, 2),
    alone('start to ready, the slower process', 'ms', all.readyMs, 3000),
    alone('memory of each account, both processes', 'KiB', perAccount, 60),
  ];
}

type Idle = { readyMs: number; commands: number; percent: number; memory: number };

function describe({ readyMs, commands, percent, memory }: Idle): string {
  return `ready in ${Math.round(readyMs)} ms; idle ${commands.toFixed(1)} commands/s, ${percent.toFixed(1)} % of a core, ${Math.round(memory)} MiB in all`;
}

async function watchIdle(stage: Stage, count: number): Promise<Idle> {
  const redis = new Redis(stage.redis.url);
  await redis.flushall();
  const serving = await serveAccounts(stage, count, 0);
  try {
    const processes = [serving.web, serving.worker];
    // A worker visits each account once at its start.
    await sleep(calmMs);
    const [commandsBefore, timesBefore] = [await commandsRun(redis), processes.map(secondsOf)];
    await sleep(watchedMs);
    const commands = ((await commandsRun(redis)) - commandsBefore) / (watchedMs / 1000);
    const shares = processes.map((each, i) => (secondsOf(each) - (timesBefore[i] ?? 0)) / (watchedMs / 1000));
    const memory = await Promise.all(processes.map(({ pid }) => memoryOf(pid)));
    const all = memory.reduce((sum, { now }) => sum + now, 0);
    return { readyMs: serving.readyMs, commands, percent: 100 * Math.max(...shares), memory: all };
  } finally {
    await serving.close();
    redis.disconnect();
  }
}

/**
 * Of one account among many and of one alone, by turns: both are served at the same time, and have answered as many
 * requests before. Minutes apart the same request may take twice as long on the same machine.
 */
async function callFigures(stage: Stage, { rounds, print }: Setting): Promise<Figure[]> {
  const one = await serveAccounts(stage, 1, 1);
  const all = await serveAccounts(stage, many, 2);
  try {
    const figures: Figure[] = [];
    for (const { name, request, secret } of [
      { name: 'webhook', request: webhook, secret: secrets.webhook },
      { name: 'create', request: createRequest(stage), secret: secrets.provider },
    ]) {
      const timeOf = (serving: Serving, run: string, most: number) =>
        timeOne(stage, serving.port, ofLastAccount(request, secret, serving), run, most);
      for (const each of [one, all]) await timeOf(each, 'warm-up', warmUp);
      const taken: Round[] = [];
      for (let i = 0; i < rounds * roundsOfCalls; i += 1) {
        const [first, second] = i % 2 === 0 ? [one, all] : [all, one];
        const times = new Map([[first, await timeOf(first, `round-${i}`, asked)]]);
        times.set(second, await timeOf(second, `round-${i}`, asked));
        taken.push({ ours: times.get(all) ?? 0, baseline: times.get(one) ?? 0 });
      }
      print(
        `${name}: ${taken.map(({ ours, baseline = 0 }) => `${baseline.toFixed(2)} | ${ours.toFixed(2)}`).join(', ')} ms`,
      );
      figures.push({ name: `${name} of one of 5,000 accounts`, unit: 'ms', rounds: taken, goal: { atMost: 1.1 } });
    }
    return figures;
  } finally {
    for (const each of [one, all]) await each.close();
  }
}

/** Half of the answers to one caller came within so many ms. A create of an earlier run would be a repeated one. */
async function timeOne(stage: Stage, port: number, request: Template, run: string, most: number): Promise<number> {
  const load = { port, connections: 1, seconds: longestSeconds, request, subjects: [{ id: 'unknown', run }] };
  const { answers, p50 } = await stage.peers.ask({ do: 'load', ...load, most });
  if (Object.keys(answers).some((status) => !status.startsWith('2'))) throw new Error(JSON.stringify(answers));
  return p50;
}

/** Of a core, that the process has had so far. */
function secondsOf({ pid }: Child): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(user) + Number(system)) / ticksPerSecond;
}
