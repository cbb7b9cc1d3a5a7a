import { Failure } from '../errors.ts';
import type { CircuitName, CircuitState, CircuitStates, CircuitStore, Pause } from '../outbox/circuits.ts';
import type { Schedule, SendTimes } from '../records.ts';
import { accountKey, recordKey } from './keys.ts';
import { beginTry } from './scripts/begin-try.ts';
import type { CircuitReply } from './scripts/circuits.ts';
import { noteRefusal } from './scripts/note-refusal.ts';
import { noteSuccess } from './scripts/note-success.ts';
import { type PauseReply, pauseFields } from './scripts/read-pause.ts';
import type { StoreRedis } from './scripts/script.ts';
import { startPause } from './scripts/start-pause.ts';
import { takeProbe } from './scripts/take-probe.ts';
import { available } from './unavailable.ts';

/**
 * Every circuit that the deliveries of an account may belong to. Scripts get and give what is of each in this order.
 */
export type CircuitNames = readonly string[];

/** Tries so long ago say nothing of now. */
const triedLifeMs = 10 * 60_000;

export function createCircuitStore(redis: StoreRedis): CircuitStore {
  return available<CircuitStore>({
    async pause(circuit, { until, reason, waits, since, isProbed }) {
      const args = { until_ms: until, reason, waits, since: since ?? '', is_probed: isProbed ? '1' : '' };
      await startPause.run(redis, circuitKeys(circuit), args);
    },

    async beginTry(circuit, id, most, { until, since = until }) {
      const args = { id, now_ms: since, most, next_ms: until, life_ms: triedLifeMs };
      return beginTry.run(redis, { ...circuitKeys(circuit), record: recordKey(id) }, args);
    },

    async takeProbe(circuit, id, was, until, now) {
      return takeProbe.run(redis, circuitKeys(circuit), { id, now_ms: now, was: was.until, next_ms: until });
    },

    async noteRefusal(circuit, id, most, { until, waits, since }, was) {
      const args = { id, now_ms: since ?? until, most, was: was?.until ?? '', next_ms: until, waits };
      return noteRefusal.run(redis, circuitKeys(circuit), args);
    },

    async noteSuccess(circuit, was) {
      await noteSuccess.run(redis, circuitKeys(circuit), { was: was?.until ?? '' });
    },
  });
}

/** What scripts about one circuit are run with. */
export function circuitKeys({ account, circuit }: CircuitName) {
  const keyOf = (kind: string) => accountKey(account, `${kind}:${circuit}`);
  return {
    account,
    outbox: keyOf('outbox'),
    pause: keyOf('pause'),
    refused: keyOf('refused'),
    probed: keyOf('probed'),
    tried: keyOf('tried'),
  };
}

/** What scripts about all circuits of an account are run with. */
export function circuitArgs(account: string, circuits: CircuitNames) {
  return { prefix: accountKey(account, ''), circuits: circuits.join(',') };
}

/** Why and until when the deliveries of a circuit wait. */
export async function readPause(redis: StoreRedis, circuit: CircuitName): Promise<Pause | undefined> {
  const reply = await redis.hmget(circuitKeys(circuit).pause, ...pauseFields);
  return pauseFrom(reply as PauseReply);
}

export function statesFrom(circuits: CircuitNames, replies: readonly CircuitReply<string | Buffer>[]): CircuitStates {
  const states: Record<string, CircuitState> = {};
  for (const [i, [until, reason, waits, since, isProbed, refused]] of replies.entries()) {
    const pause = pauseFrom([until, reason, waits, since, isProbed]);
    states[circuits[i] ?? ''] = { pause, hasRefusals: refused > 0 };
  }
  return states;
}

/** From when it is due and when its deliveries are. An interview that is in no index is never due. */
export function scheduleFrom(circuits: CircuitNames, [due, ...times]: readonly (Buffer | null)[]): Schedule {
  const dueAt = Number(due ?? Number.POSITIVE_INFINITY);
  const sendAt = times.flatMap((at, i) => (at ? [[circuits[i] ?? '', Number(at)] as const] : []));
  return sendAt.length > 0 ? { dueAt, sendAt: Object.fromEntries(sendAt) } : { dueAt };
}

/** Throws Failure `internal` for a circuit that the store does not know: its deliveries would never go out. */
export function sendTimesText(circuits: CircuitNames, sendAt: SendTimes = {}): string {
  const unknown = Object.keys(sendAt).find((circuit) => !circuits.includes(circuit));
  if (unknown !== undefined) throw new Failure('internal', `The store knows no circuit ${unknown}`);
  return circuits.map((circuit) => sendAt[circuit] ?? '').join(',');
}

const reasons: readonly Pause['reason'][] = ['rate', 'token', 'outage'];

function pauseFrom([until, reason, waits, since, isProbed]: PauseReply<string | Buffer>): Pause | undefined {
  if (until === null || !Number.isFinite(Number(until))) return undefined;
  const known = reasons.find((each) => each === String(reason)) ?? 'outage';
  const pause = { until: Number(until), reason: known, waits: Number(waits) || 0 };
  return {
    ...pause,
    ...(since === null ? {} : { since: Number(since) }),
    // Earlier versions wrote nothing of it, and meant the same.
    ...(isProbed !== null || pause.reason === 'token' ? { isProbed: true } : {}),
  };
}
