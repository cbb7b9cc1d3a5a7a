import { Redis } from 'ioredis';
import { memoryOf } from '../../../testing/memory.ts';
import { alone, type Measure } from '../measure.ts';
import { untilArrived, untilCalm } from '../support/arrivals.ts';
import { send } from '../support/backlog.ts';
import { expectAll } from '../support/checks.ts';
import { createdSubjects, createRequest } from '../support/create.ts';
import { storeInterviews } from '../support/seed.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { storedBytes, type Weight, weigh, without } from '../support/weights.ts';

const interviews = 10_000;
const few = 100;
const connections = 16;
const longestSeconds = 120;

type State = 'open' | 'settled';
type Stored = { bytes: number; weights: Weight[] };

/**
 * The memory of one interview in Redis, created by Workable and scored by the vendor; and that of a bridge under load.
 */
export const memory: Measure = {
  summary: 'bytes in Redis per open and per settled interview, and memory of a bridge before and after a load',
  /** Once: bytes do not scatter. */
  async run({ seconds, print }) {
    const stage = await openStage();
    const redis = new Redis(stage.redis.url);
    try {
      const { open, settled } = await store(stage, redis);
      for (const [state, stored] of Object.entries({ open, settled })) print(describe(state, stored));
      const { before, after, peak } = await load(stage, redis, seconds);
      return [
        alone('Redis bytes per open interview', 'B', open.bytes, 2560),
        alone('Redis bytes per settled interview', 'B', settled.bytes, 2560),
        alone('memory of a bridge before a load', 'MiB', before),
        alone('memory of a bridge after it', 'MiB', after),
        alone('memory of a bridge at its highest', 'MiB', peak),
      ];
    } finally {
      redis.disconnect();
      await stage.close();
    }
  },
};

/** Through the front door: Workable creates, the vendor sends each result once, Workable takes it. */
async function store(stage: Stage, redis: Redis): Promise<Record<State, Stored>> {
  const bridge = await stage.openBridge('web,worker');
  // What Redis allocates once, for the first use of each command, belongs to no interview.
  await create('first', few);
  await emit('first', few);
  const begun = await storedBytes(redis);
  const weighedFirst = await weigh(redis);
  const stored = async (): Promise<Stored> => ({
    bytes: ((await storedBytes(redis)) - begun) / interviews,
    weights: without(await weigh(redis), weighedFirst),
  });

  await create('weighed', interviews);
  const open = await stored();
  await emit('weighed', interviews);
  const settled = await stored();
  await bridge.close();
  return { open, settled };

  async function create(run: string, count: number): Promise<void> {
    const request = { port: bridge.port, connections, request: createRequest(stage), seconds: longestSeconds };
    expectAll(await stage.peers.ask({ do: 'load', ...request, subjects: [{ run }], most: count }), '201');
  }

  async function emit(run: string, count: number): Promise<void> {
    const subjects = createdSubjects(run, count);
    const sent = await send(stage, bridge, subjects, { seconds: longestSeconds, most: count });
    await untilArrived(stage.peers, subjects, sent.acknowledged);
    await untilCalm(redis);
  }
}

/** Listens and works at once, since most have one process that does both. */
async function load(
  stage: Stage,
  redis: Redis,
  seconds: number,
): Promise<{ before: number; after: number; peak: number }> {
  const subjects = await storeInterviews(stage.settings('web'), 'open', interviews);
  const bridge = await stage.openBridge('web,worker');
  const before = await memoryOf(bridge.pid);
  const sent = await send(stage, bridge, subjects, { seconds });
  await untilArrived(stage.peers, subjects, sent.acknowledged);
  await untilCalm(redis);
  const { now, peak } = await memoryOf(bridge.pid);
  await bridge.close();
  return { before: before.now, after: now, peak };
}

/** `open: 2412 B each: interview 1020 B in 1.00 keys, profiles 400 B in 1.00 keys, 120 B for finding keys` */
function describe(state: string, { bytes, weights }: Stored): string {
  const rest = bytes - weights.reduce((sum, weight) => sum + weight.bytes, 0) / interviews;
  const kinds = weights
    .filter((weight) => weight.bytes > interviews)
    .map(
      ({ kind, bytes: all, keys }) =>
        `${kind} ${Math.round(all / interviews)} B in ${(keys / interviews).toFixed(2)} keys`,
    );
  return `${state}: ${Math.round(bytes)} B each: ${kinds.join(', ')}, ${Math.round(rest)} B for finding keys`;
}
