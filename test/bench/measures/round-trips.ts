import { setTimeout as sleep } from 'node:timers/promises';
import type { Measure } from '../measure.ts';
import { untilArrived, untilCalm } from '../support/arrivals.ts';
import { send } from '../support/backlog.ts';
import { expectAll } from '../support/checks.ts';
import { type Command, type CommandWatch, watchCommands } from '../support/commands.ts';
import { createRequest } from '../support/create.ts';
import { storeInterviews } from '../support/seed.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { commandsOf, describeTally, perEach, type Tally, tally } from '../support/tally.ts';
import { webhook } from '../support/webhook.ts';

const many = 3000;
const few = 300;
const connections = 8;
const idleMs = 2000;
const longestSeconds = 120;

type Found = Record<
  'webhook' | 'delivery of a backlog' | 'idle webhook' | 'idle delivery' | 'create' | 'idle second of a worker',
  Tally
>;

/** Round trips to Redis; those of an idle bridge in the same time are subtracted, and reported by themselves. */
export const roundTrips: Measure = {
  summary: 'commands to Redis per webhook, per delivery and per create',
  /** One round: counts do not vary. */
  async run({ print }) {
    const stage = await openStage();
    try {
      return Object.entries(await count(stage)).map(([kind, counted]) => {
        print(`per ${kind}: ${describeTally(counted)}`);
        return { name: `Redis commands per ${kind}`, unit: '', rounds: [{ ours: commandsOf(counted) }] };
      });
    } finally {
      await stage.close();
    }
  },
};

type Stretch<T> = { value: T; ms: number; web: Tally; worker: Tally };

/** A web process, then a worker process beside it, so that the connections of each are known. */
async function count(stage: Stage): Promise<Found> {
  const subjects = await storeInterviews(stage.settings('web'), 'open', many + few);
  const [later, first] = [subjects.slice(0, few), subjects.slice(few)];
  const web = await stage.openBridge('web');
  const wire = await watchCommands(stage.redis.url);
  await send(stage, web, first, { seconds: longestSeconds, most: few });
  const during = stretches(wire, await wire.connections());
  await wire.take();

  const taking = await during(() => send(stage, web, first, { seconds: longestSeconds, most: many }));
  const worker = await stage.openBridge('worker');
  const delivering = await during(async () => {
    const arrivals = await untilArrived(stage.peers, first, taking.value.acknowledged);
    await untilCalm(wire.redis);
    return arrivals;
  });
  const idle = await during(() => sleep(idleMs));
  const single = { port: web.port, request: webhook, subjects: later.map((each) => ({ ...each })) };
  const singly = await during(() => stage.peers.ask({ do: 'latency', ...single, count: few, pauseMs: 5 }));
  const load = { port: web.port, connections, request: createRequest(stage), subjects: [{ run: 'counted' }] };
  await stage.peers.ask({ do: 'load', ...load, subjects: [{ run: 'warm-up' }], seconds: longestSeconds, most: few });
  await wire.take();
  const creating = await during(() => stage.peers.ask({ do: 'load', ...load, seconds: longestSeconds, most: few }));
  expectAll(creating.value, '201');

  wire.close();
  await worker.close();
  await web.close();
  const each = (stretch: Stretch<unknown>, role: 'web' | 'worker', number: number): Tally =>
    perEach(stretch[role], idle[role], stretch.ms / idle.ms, number);
  return {
    webhook: each(taking, 'web', many),
    'delivery of a backlog': each(delivering, 'worker', delivering.value.times.length),
    'idle webhook': each(singly, 'web', few),
    'idle delivery': each(singly, 'worker', few),
    create: each(creating, 'web', few),
    'idle second of a worker': perEach(idle.worker, idle.worker, 0, idle.ms / 1000),
  };
}

/**
 * Everything sent from the end of one stretch to the end of the next, by role; `ofWeb`: connections of the web process.
 */
function stretches(wire: CommandWatch, ofWeb: ReadonlySet<string>) {
  const isOfWeb = ({ from }: Command) => ofWeb.has(from);

  return async function during<T>(run: () => Promise<T>): Promise<Stretch<T>> {
    const startedAt = performance.now();
    const value = await run();
    const ms = performance.now() - startedAt;
    const commands = await wire.take();
    const ofWorker = commands.filter((command) => !isOfWeb(command));
    return { value, ms, web: tally(commands.filter(isOfWeb)), worker: tally(ofWorker) };
  };
}
