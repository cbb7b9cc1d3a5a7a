import type { Measure } from './measure.ts';
import { accounts } from './measures/accounts.ts';
import { chain } from './measures/chain.ts';
import { cluster } from './measures/cluster.ts';
import { creates } from './measures/creates.ts';
import { drain } from './measures/drain.ts';
import { hour } from './measures/hour.ts';
import { latency } from './measures/latency.ts';
import { memory } from './measures/memory.ts';
import { pair } from './measures/pair.ts';
import { reads } from './measures/reads.ts';
import { replicas } from './measures/replicas.ts';
import { roundTrips } from './measures/round-trips.ts';
import { slow } from './measures/slow.ts';
import { stageDoor } from './measures/stage-door.ts';
import { start } from './measures/start.ts';
import { stored } from './measures/stored.ts';
import { webhooks } from './measures/webhooks.ts';

/** In the order of docs/performance.md. */
export const measures: Record<string, Measure> = {
  webhooks,
  chain,
  latency,
  slow,
  creates,
  reads,
  'round-trips': roundTrips,
  memory,
  'stage-door': stageDoor,
  hour,
  pair,
  stored,
  drain,
  accounts,
  cluster,
  replicas,
  start,
};
