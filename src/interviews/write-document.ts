import { Failure } from '../errors.ts';
import type { CircuitStates, Circuits, Pause } from '../outbox/circuits.ts';
import { afterResult, begun, type DeliveryState, isRetried, type Retries, withdrawn } from '../outbox/delivery.ts';
import { type Answer, type Destination, type Document, deliveryKey, type WriteResult } from '../outbox/destination.ts';
import { budgets, endsInLease, type Within } from './budgets.ts';
import { describeAnswer, describeResult } from './history.ts';
import type { Emit } from './ports.ts';

/** What writing needs, whatever the record is about. */
export type WriteParts = {
  circuits: Circuits;
  now: () => number;
  /** Milliseconds on a clock that is never set. */
  monotonic: () => number;
  /** In [0, 1). */
  random: () => number;
  emit: Emit;
  within: Within;
  /** Absent: what cannot be saved is not saved again. */
  sleep?: (ms: number) => Promise<void>;
};

/** A document that is to be written, where, and about what. */
export type WriteOf<Subject> = { destination: Destination<Subject>; document: Document; subject: Subject };

/** One record while this process leases it, as far as its deliveries go. */
export type DeliveryWork<Subject, Step> = {
  readonly id: string;
  /** For events. */
  readonly where: { account: string; interviewId?: string; applicationId?: string };
  readonly account: { readonly name: string; readonly policy: Retries };
  readonly turn: { readonly circuitStates: CircuitStates; readonly leasedAt: number; readonly closedTo: Set<string> };
  state(key: string): DeliveryState;
  /** Saves a change of one delivery, and answers what comes next; undefined where that is to wait. */
  save(key: string, change: (state: DeliveryState) => DeliveryState, event?: string): Promise<Step | undefined>;
  writeIn(step: Step): WriteOf<Subject> | undefined;
  replan(): Step;
  release(): Promise<undefined>;
  /** The call itself. `gaveWay`: it ended early and nothing was taken, since other work on the record is due. */
  call(write: WriteOf<Subject>): Promise<{ result: WriteResult; gaveWay: boolean }>;
};

/** A write that is in flight, as the record says. */
type InFlight<Subject> = WriteOf<Subject> & {
  key: string;
  /** The outcome of an earlier one was unknown already. */
  wasUnknown: boolean;
  /** The circuit's pause that let it out. */
  passed: Pause | undefined;
  /** How long the call took, in ms; absent where there was none. */
  tookMs?: number;
};

/** What is not found so soon after a try may still come. */
const settlesInMs = 30_000;

/** Writes one document if its circuit lets it out: first that it is in flight is saved, then what came of it. */
export async function writeDocument<Subject, Step>(
  parts: WriteParts,
  work: DeliveryWork<Subject, Step>,
  wanted: WriteOf<Subject>,
): Promise<Step | undefined> {
  const { destination, document, subject } = wanted;
  const key = deliveryKey(destination, document);
  const wasUnknown = work.state(key).inFlight !== undefined;
  const barrier = destination.barrier?.(subject);
  if (barrier) return fail(parts, work, { key, wasUnknown, passed: undefined, ...wanted }, barrier);
  const pass = await parts.circuits.passFor(circuitOf(work, destination), work.id, pauseOf(work, destination));
  if (!pass) {
    parts.emit({ event: 'delivery', outcome: 'paused', ...work.where });
    work.turn.closedTo.add(destination.circuit);
    return work.replan();
  }
  const isSearched = wasUnknown && destination.find !== undefined;
  if (isSearched) {
    const found = await lookFor(parts, work, { key, wasUnknown, passed: pass.pause, ...wanted });
    if (found !== 'absent') return found.step;
    // Newer content never came there, and what stands there is wanted again.
    if (work.state(key).acknowledged?.digest === document.digest)
      return work.save(key, (state) => withdrawn(state, false));
  }
  const digest = destination.find ? document.digest : undefined;
  const step = await work.save(key, (state) => begun(state, parts.now(), digest));
  if (!step) return undefined;
  const next = work.writeIn(step);
  if (!next || deliveryKey(next.destination, next.document) !== key) {
    // The record has changed meanwhile, and something else comes first.
    return work.save(key, (state) => withdrawn(state, wasUnknown && !isSearched));
  }
  if (!endsInLease(budgets.write, parts.monotonic() - work.turn.leasedAt)) return work.release();
  return send(parts, work, { key, wasUnknown: wasUnknown && !isSearched, passed: pass.pause, ...next });
}

/** Whether an earlier write, whose answer is not known, was taken. `absent`: surely not, and it may be made again. */
async function lookFor<Subject, Step>(
  parts: WriteParts,
  work: DeliveryWork<Subject, Step>,
  inFlight: InFlight<Subject>,
): Promise<'absent' | { step: Step | undefined }> {
  const { destination, document, subject, key } = inFlight;
  if (!endsInLease(budgets.find, parts.monotonic() - work.turn.leasedAt)) return { step: await work.release() };
  const { since = parts.now(), at = since, digest = document.digest } = work.state(key).inFlight ?? {};
  const found = await parts.within(budgets.find, ({ signal }) =>
    destination.find ? destination.find(subject, document, { signal }) : Promise.resolve('absent' as const),
  );
  if (found === 'absent') {
    const nextAt = at + settlesInMs;
    if (parts.now() >= nextAt) return 'absent';
    const answer = { error: 'not found yet' };
    const waiting = { digest: document.digest, since, tries: work.state(key).trying?.tries ?? 1, nextAt, answer };
    return { step: await work.save(key, (state) => ({ ...state, trying: waiting })) };
  }
  const result: WriteResult = found === 'found' ? { outcome: 'acknowledged', answer: { text: 'found there' } } : found;
  const label = found === 'found' ? `${document.label}, found there` : document.label;
  const written = { ...inFlight, document: { ...document, label, digest, outline: document.outline } };
  return { step: await conclude(parts, work, found === 'found' ? written : inFlight, result) };
}

async function send<Subject, Step>(
  parts: WriteParts,
  work: DeliveryWork<Subject, Step>,
  inFlight: InFlight<Subject>,
): Promise<Step | undefined> {
  const { document } = inFlight;
  if (document.isScoreAboveMaximum) parts.emit({ event: 'score', outcome: 'above-maximum', ...work.where });
  const startedAt = parts.monotonic();
  const { result, gaveWay } = await work.call(inFlight);
  const tookMs = Math.round(parts.monotonic() - startedAt);
  return gaveWay ? putOff(parts, work, inFlight) : conclude(parts, work, { ...inFlight, tookMs }, result);
}

/** Saves what came of a call, and opens or closes the circuit. */
async function conclude<Subject, Step>(
  parts: WriteParts,
  work: DeliveryWork<Subject, Step>,
  inFlight: InFlight<Subject>,
  result: WriteResult,
): Promise<Step | undefined> {
  const { destination, passed } = inFlight;
  const circuit = circuitOf(work, destination);
  const knownAt = result.outcome === 'acknowledged' ? knownSince(work, inFlight) : undefined;
  const isPaused = await parts.circuits.changePause(circuit, work.id, passed, result);
  const isTokenRefused = isPaused && result.outcome === 'token-rejected';
  parts.emit({
    event: 'delivery',
    outcome: result.outcome,
    circuit: destination.circuit,
    detail: describeAnswer(result.answer),
    destination: destination.id,
    ...(inFlight.tookMs === undefined ? {} : { tookMs: inFlight.tookMs }),
    ...(isTokenRefused ? { isAlarm: true } : {}),
    ...(knownAt === undefined ? {} : { elapsedMs: Math.max(0, parts.now() - knownAt) }),
    ...work.where,
  });
  const step = await settle(parts, work, inFlight, result, isTokenRefused);
  await parts.circuits.noteAnswer(circuit, passed, result, work.turn.circuitStates[destination.circuit]);
  return isPaused && step ? work.release() : step;
}

function knownSince<Subject>(
  { state }: Pick<DeliveryWork<Subject, unknown>, 'state'>,
  { key, destination, document, subject }: InFlight<Subject>,
): number | undefined {
  return destination.resultKnownAt?.(subject, document, state(key));
}

/** It is due again as soon as the other work is done: a try that gave way does not count. */
function putOff<Subject, Step>(
  parts: WriteParts,
  work: DeliveryWork<Subject, Step>,
  { key, destination, document, wasUnknown }: InFlight<Subject>,
): Promise<Step | undefined> {
  parts.emit({ event: 'delivery', outcome: 'paused', ...work.where });
  work.turn.closedTo.add(destination.circuit);
  const event = `not sent ${document.label} yet: other work on the interview is due`;
  return work.save(key, (state) => withdrawn(state, wasUnknown), event);
}

/** Saves what came of it. A refused token says nothing of this record: its own attempts neither count nor end. */
function settle<Subject, Step>(
  parts: WriteParts,
  work: DeliveryWork<Subject, Step>,
  { key, destination, document, wasUnknown, tookMs }: InFlight<Subject>,
  result: WriteResult,
  isTokenRefused: boolean,
): Promise<Step | undefined> {
  const given = { wasUnknown, retries: work.account.policy, now: parts.now(), random: parts.random() };
  const after = (state: DeliveryState) =>
    isTokenRefused ? withdrawn(state, wasUnknown) : afterResult(state, document, result, given);
  const before = work.state(key);
  const isRepeated = wasUnknown && destination.accumulates && !destination.find;
  const again = isRepeated ? ' again, since the outcome of the last try is unknown' : '';
  const hasGivenUp = isRetried(result) && after(before).failed !== undefined;
  const end = hasGivenUp ? `, given up after ${(before.trying?.tries ?? 0) + 1} tries` : '';
  if (hasGivenUp) parts.emit({ event: 'delivery', outcome: 'gave-up', destination: destination.id, ...work.where });
  const took = tookMs === undefined ? '' : ` in ${tookMs} ms`;
  const what = result.outcome === 'postponed' ? 'not sent' : 'sent';
  // That its turn has not come yet is no event of its history.
  const isWaiting = result.outcome === 'postponed' && result.until !== undefined;
  const event = isWaiting ? undefined : `${what} ${document.label}${again}: ${describeResult(result)}${took}${end}`;
  return destination.accumulates ? saveSurely(parts, work, key, after, event) : work.save(key, after, event);
}

const saveAgainMs = 250;

/** This process alone knows what came of a write that must not be made twice: for as long as the lease lasts. */
async function saveSurely<Subject, Step>(
  parts: WriteParts,
  work: DeliveryWork<Subject, Step>,
  key: string,
  after: (state: DeliveryState) => DeliveryState,
  event: string | undefined,
): Promise<Step | undefined> {
  for (;;) {
    try {
      return await work.save(key, after, event);
    } catch (error) {
      const isAway = error instanceof Failure && error.kind === 'store-unavailable';
      if (!isAway || !parts.sleep || !endsInLease(saveAgainMs, parts.monotonic() - work.turn.leasedAt)) throw error;
      await parts.sleep(saveAgainMs);
    }
  }
}

/** Nothing leaves; the delivery fails as if the other side had refused it for good. */
function fail<Subject, Step>(
  parts: WriteParts,
  work: DeliveryWork<Subject, Step>,
  { key, destination, document, wasUnknown }: InFlight<Subject>,
  answer: Answer,
): Promise<Step | undefined> {
  const given = { wasUnknown, retries: work.account.policy, now: parts.now(), random: 0 };
  const about = { detail: describeAnswer(answer), destination: destination.id, ...work.where };
  parts.emit({ event: 'delivery', outcome: 'failed', ...about });
  return work.save(
    key,
    (state) => afterResult(state, document, { outcome: 'failed', answer }, given),
    `not sent ${document.label}: ${describeAnswer(answer)}`,
  );
}

function circuitOf(
  { account }: Pick<DeliveryWork<never, never>, 'account'>,
  { circuit }: Pick<Destination<never>, 'circuit'>,
) {
  return { account: account.name, circuit, retryScheduleMs: account.policy.retryScheduleMs };
}

function pauseOf(
  { turn }: Pick<DeliveryWork<never, never>, 'turn'>,
  { circuit }: Pick<Destination<never>, 'circuit'>,
): Pause | undefined {
  return turn.circuitStates[circuit]?.pause;
}
