import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { openStage, type Stage } from './stage.ts';
import { startTraffic, type Traffic } from './traffic.ts';

/**
 * The result of one fault. Times are ms after its end, or after its start if it is permanent; undefined: not in time.
 */
export type Outage = {
  /** From its beginning to that moment. */
  lastedMs: number;
  /** Something had arrived that was acknowledged since. */
  flowsMs: number | undefined;
  /** Everything had arrived that was acknowledged by then. */
  allDeliveredMs: number | undefined;
  /** Every process answered so. */
  readyMs: number | undefined;
  created: number;
  refused: number;
  acknowledged: number;
  /** The longest that a result took from its acknowledgement to its arrival, whatever happened meanwhile. */
  slowestMs: number;
  /** Acknowledged at any time, and never arrived. */
  lost: number;
  /** PUTs of what Workable had already. */
  repeated: number;
  mostInFlight: number;
  /** Of processes that should not have. */
  ended: string[];
};

type Options = { lastsMs: number; perSecond: number; surge: number; limitMs: number };

/** Before the fault strikes, and after it has been overcome. */
const calmMs = 5_000;
const lookMs = 50;

export async function sufferOutage(fault: Fault, { lastsMs, perSecond, surge, limitMs }: Options): Promise<Outage> {
  const place = await fault.open();
  try {
    const stage = await openStage(place.url, fault.workers);
    try {
      const traffic = startTraffic(stage, perSecond);
      await sleep(calmMs);
      const [atOnce, during] = [await traffic.prepare(surge), await traffic.prepare(surge)];
      traffic.emit(atOnce, 0);
      await msUntil(() => stage.workable.inFlight > 0, Date.now(), limitMs);
      traffic.emit(during, lastsMs);
      const struckAt = Date.now();
      await fault.strike(place, stage, lastsMs);
      const endedAt = Date.now();
      const within = (what: () => Promise<boolean> | boolean) => msUntil(what, endedAt, limitMs);
      const [flowsMs, allDeliveredMs, readyMs] = await Promise.all([
        within(() => waitsOf(stage, traffic, endedAt).length > 0),
        within(() => missing(stage, traffic, endedAt) === 0),
        within(stage.isReady),
      ]);
      await sleep(calmMs);
      await traffic.end();
      await msUntil(() => missing(stage, traffic, Date.now()) === 0, Date.now(), limitMs);
      const arrived = new Set(stage.workable.callbacks.filter(({ isTaken }) => isTaken).map(({ path }) => path));
      return {
        lastedMs: endedAt - struckAt,
        flowsMs,
        allDeliveredMs,
        readyMs,
        created: traffic.created,
        refused: traffic.refused,
        acknowledged: traffic.acknowledged.length,
        slowestMs: Math.max(0, ...waitsOf(stage, traffic, 0)),
        lost: missing(stage, traffic, Date.now()),
        repeated: stage.workable.callbacks.length - arrived.size,
        mostInFlight: stage.workable.maxInFlightPerInterview,
        ended: stage.ended(),
      };
    } finally {
      await stage.close();
    }
  } finally {
    await place.close();
  }
}

/** How many results acknowledged by then Workable does not have. */
function missing({ workable }: Stage, { acknowledged }: Traffic, by: number): number {
  return acknowledged.filter(({ callbackUrl, at }) => at <= by && !workable.latest(callbackUrl)).length;
}

/** From acknowledgement to arrival, of what was acknowledged from then on and has arrived. */
function waitsOf({ workable }: Stage, { acknowledged }: Traffic, from: number): number[] {
  const arrivals = new Map<string, number>();
  for (const { path, at, isTaken } of workable.callbacks) {
    if (isTaken && !arrivals.has(path)) arrivals.set(path, at);
  }
  return acknowledged.flatMap(({ callbackUrl, at }) => {
    const arrivedAt = arrivals.get(new URL(callbackUrl).pathname);
    return at >= from && arrivedAt !== undefined ? [arrivedAt - at] : [];
  });
}

async function msUntil(
  look: () => Promise<boolean> | boolean,
  since: number,
  withinMs: number,
): Promise<number | undefined> {
  while (!(await look())) {
    if (Date.now() - since > withinMs) return undefined;
    await sleep(lookMs);
  }
  return Date.now() - since;
}
