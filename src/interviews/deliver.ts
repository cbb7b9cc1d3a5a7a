import { Failure } from '../errors.ts';
import type { Pause } from '../outbox/circuits.ts';
import { afterResult, begun, type DeliveryState, isRetried, withdrawn } from '../outbox/delivery.ts';
import { type Answer, deliveryKey, type WriteResult } from '../outbox/destination.ts';
import { budgets, endsInLease } from './budgets.ts';
import type { Change } from './change.ts';
import { writeOrGiveWay } from './give-way.ts';
import { describeAnswer } from './history.ts';
import type { Step, Write } from './plan.ts';
import { deliveryOf, withDelivery } from './record.ts';
import { release, replan, save, type Turn, type WorkParts, whereOf } from './turn.ts';

/** A write that is in flight, as the record says. */
type InFlight = Write & {
  key: string;
  /** The outcome of an earlier one was unknown already. */
  wasUnknown: boolean;
  /** The circuit's pause that let it out. */
  passed: Pause | undefined;
};

/** Writes one document if its circuit lets it out: first that it is in flight is saved, then what came of it. */
export async function write(parts: WorkParts, turn: Turn, wanted: Write): Promise<Step | undefined> {
  const { destination, document, subject } = wanted;
  const key = deliveryKey(destination, document);
  const wasUnknown = deliveryOf(turn.record, key).inFlight !== undefined;
  const barrier = destination.barrier?.(subject);
  if (barrier) return fail(parts, turn, { key, wasUnknown, passed: undefined, ...wanted }, barrier);
  const pass = await parts.circuits.passFor(circuitOf(turn, destination), turn.record.id, pauseOf(turn, destination));
  if (!pass) {
    parts.emit({ event: 'delivery', outcome: 'paused', ...whereOf(turn) });
    turn.closedTo.add(destination.circuit);
    return replan(parts, turn);
  }
  const step = await save(parts, turn, {
    to: (record) => withDelivery(record, key, (state) => begun(state, parts.now())),
  });
  if (!step) return undefined;
  if (step.do !== 'write' || deliveryKey(step.destination, step.document) !== key) {
    // The record has changed meanwhile, and something else comes first.
    return save(parts, turn, {
      to: (record) => withDelivery(record, key, (state) => withdrawn(state, wasUnknown)),
    });
  }
  if (!endsInLease(budgets.write, parts.monotonic() - turn.leasedAt)) return release(parts, turn);
  return send(parts, turn, { key, wasUnknown, passed: pass.pause, ...step });
}

async function send(parts: WorkParts, turn: Turn, inFlight: InFlight): Promise<Step | undefined> {
  const { destination, document, passed } = inFlight;
  const circuit = circuitOf(turn, destination);
  if (document.isScoreAboveMaximum) parts.emit({ event: 'score', outcome: 'above-maximum', ...whereOf(turn) });
  const { result, gaveWay } = await writeOrGiveWay(parts, turn, inFlight);
  if (gaveWay) return putOff(parts, turn, inFlight);
  const isPaused = await parts.circuits.changePause(circuit, turn.record.id, passed, result);
  const isTokenRefused = isPaused && result.outcome === 'token-rejected';
  parts.emit({
    event: 'delivery',
    outcome: result.outcome,
    detail: describeAnswer(result.answer),
    ...(isTokenRefused ? { isAlarm: true } : {}),
    ...whereOf(turn),
  });
  const step = await settle(parts, turn, inFlight, result, isTokenRefused);
  await parts.circuits.noteAnswer(circuit, passed, result, turn.circuitStates[destination.circuit]);
  return isPaused && step ? release(parts, turn) : step;
}

/** It is due again as soon as the other work is done: a try that gave way does not count. */
function putOff(
  parts: WorkParts,
  turn: Turn,
  { key, destination, document, wasUnknown }: InFlight,
): Promise<Step | undefined> {
  parts.emit({ event: 'delivery', outcome: 'paused', ...whereOf(turn) });
  turn.closedTo.add(destination.circuit);
  return save(parts, turn, {
    to: (record) => withDelivery(record, key, (state) => withdrawn(state, wasUnknown)),
    event: `not sent ${document.label} yet: other work on the interview is due`,
  });
}

/** Saves what came of it. A refused token says nothing of this interview: its own attempts neither count nor end. */
function settle(
  parts: WorkParts,
  turn: Turn,
  { key, destination, document, wasUnknown }: InFlight,
  result: WriteResult,
  isTokenRefused: boolean,
): Promise<Step | undefined> {
  const given = { wasUnknown, retries: turn.account.policy, now: parts.now(), random: parts.random() };
  const after = (state: DeliveryState) =>
    isTokenRefused ? withdrawn(state, wasUnknown) : afterResult(state, document, result, given);
  const before = deliveryOf(turn.record, key);
  const isRepeated = wasUnknown && destination.accumulates;
  const again = isRepeated ? ' again, since the outcome of the last try is unknown' : '';
  const hasGivenUp = isRetried(result) && after(before).failed !== undefined;
  const end = hasGivenUp ? `, given up after ${(before.trying?.tries ?? 0) + 1} tries` : '';
  if (hasGivenUp) parts.emit({ event: 'delivery', outcome: 'gave-up', ...whereOf(turn) });
  const keep = destination.accumulates ? saveSurely : save;
  return keep(parts, turn, {
    to: (record) => withDelivery(record, key, after),
    event: `sent ${document.label}${again}: ${result.outcome} (${describeAnswer(result.answer)})${end}`,
  });
}

const saveAgainMs = 250;

/** This process alone knows what came of a write that must not be made twice: for as long as the lease lasts. */
async function saveSurely(parts: WorkParts, turn: Turn, to: Pick<Change, 'to' | 'event'>): Promise<Step | undefined> {
  for (;;) {
    try {
      return await save(parts, turn, to);
    } catch (error) {
      const isAway = error instanceof Failure && error.kind === 'store-unavailable';
      if (!isAway || !parts.sleep || !endsInLease(saveAgainMs, parts.monotonic() - turn.leasedAt)) throw error;
      await parts.sleep(saveAgainMs);
    }
  }
}

/** Nothing leaves; the delivery fails as if the other side had refused it for good. */
function fail(parts: WorkParts, turn: Turn, unsent: InFlight, answer: Answer): Promise<Step | undefined> {
  const { key, document, wasUnknown } = unsent;
  const given = { wasUnknown, retries: turn.account.policy, now: parts.now(), random: 0 };
  parts.emit({ event: 'delivery', outcome: 'failed', detail: describeAnswer(answer), ...whereOf(turn) });
  return save(parts, turn, {
    to: (record) =>
      withDelivery(record, key, (state) => afterResult(state, document, { outcome: 'failed', answer }, given)),
    event: `not sent ${document.label}: ${describeAnswer(answer)}`,
  });
}

function circuitOf({ account }: Turn, { circuit }: Pick<Write['destination'], 'circuit'>) {
  return { account: account.name, circuit, retryScheduleMs: account.policy.retryScheduleMs };
}

function pauseOf({ circuitStates }: Turn, { circuit }: Pick<Write['destination'], 'circuit'>): Pause | undefined {
  return circuitStates[circuit]?.pause;
}
