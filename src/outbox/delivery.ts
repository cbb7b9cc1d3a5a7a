import type { Answer, Document, Outline, WriteResult } from './destination.ts';

/** How the delivery of one document stands. All times epoch ms. */
export type DeliveryState = {
  /** The content that was last acknowledged. It stands there, unless a write is in flight. */
  acknowledged?: { digest: string; label: string; outline?: Outline; at: number };
  /**
   * A write has begun and no answer to it is known: it runs, or its process died, or the answer was lost. The outcome
   * is unknown from `since` on, and what was acknowledged before is certain no longer. Where an earlier write can be
   * looked for: when the last one began, and what it was to write.
   */
  inFlight?: { since: number; at?: number; digest?: string };
  /** Content that the other side will not have any more. */
  refused?: { digest: string; at: number };
  /** Attempts to write this content go on. */
  trying?: { digest: string; since: number; tries: number; nextAt: number; answer: Answer };
  /** Attempts have ended without success; an operator may replay it, or has dismissed it: then it raises no alarm. */
  failed?: { digest: string; at: number; answer: Answer; dismissedAt?: number };
};

export type Retries = { retryScheduleMs: readonly number[]; giveUpAfterMs: number };

/** Written down before each write: a process that finds it after a crash knows that the outcome is unknown. */
export function begun(state: DeliveryState, now: number, digest?: string): DeliveryState {
  const { refused: _refused, failed: _failed, ...rest } = state;
  if (digest === undefined) return { inFlight: { since: now }, ...rest };
  return { ...rest, inFlight: { since: state.inFlight?.since ?? now, at: now, digest } };
}

/** The write that `begun` announced was not made, or surely not taken; an earlier unknown outcome stays unknown. */
export function withdrawn(state: DeliveryState, wasUnknown: boolean): DeliveryState {
  if (wasUnknown) return state;
  const { inFlight: _inFlight, ...rest } = state;
  return rest;
}

/**
 * A begun delivery after its answer; not for a token-rejected that is to blame on the credential. Pure; `random` in
 * [0, 1) only ever lengthens a wait. `wasUnknown`: before it began, an earlier outcome was unknown already.
 */
export function afterResult(
  state: DeliveryState,
  document: Pick<Document, 'digest' | 'label' | 'outline'>,
  result: WriteResult,
  { wasUnknown, retries, now, random }: { wasUnknown: boolean; retries: Retries; now: number; random: number },
): DeliveryState {
  const { digest, label } = document;
  const { answer } = result;
  const { trying: _trying, ...settled } = isSurelyNotTaken(result) ? withdrawn(state, wasUnknown) : state;
  switch (result.outcome) {
    case 'acknowledged':
      // Nothing else counts any more; what a newer version has written stays.
      return {
        ...replayed(withdrawn(state, false)),
        acknowledged: { digest, label, outline: document.outline(), at: now },
      };
    case 'refused':
      return { ...settled, refused: { digest, at: now } };
    case 'failed':
      return { ...settled, failed: { digest, at: now, answer } };
    case 'try-again':
    case 'token-rejected':
      return { ...settled, ...nextTry(state, digest, answer, retries, now, random) };
    // Other deliveries wait as well; this document's own attempts neither count nor end.
    case 'rate-limited':
      return withdrawn(state, wasUnknown);
    case 'postponed':
      return { ...withdrawn(state, wasUnknown), ...waiting(state, digest, result, now) };
  }
}

/** It is tried again then, as if the last try had not been. */
function waiting(
  { trying }: DeliveryState,
  digest: string,
  { until: nextAt, answer }: Extract<WriteResult, { outcome: 'postponed' }>,
  now: number,
): Pick<DeliveryState, 'trying'> {
  if (nextAt === undefined) return {};
  const earlier = trying?.digest === digest ? trying : { since: now, tries: 0 };
  return { trying: { ...earlier, digest, nextAt, answer } };
}

function nextTry(
  { trying }: DeliveryState,
  digest: string,
  answer: Answer,
  { retryScheduleMs, giveUpAfterMs }: Retries,
  now: number,
  random: number,
): Pick<DeliveryState, 'trying' | 'failed'> {
  const earlier = trying?.digest === digest ? trying : undefined;
  const since = earlier?.since ?? now;
  const tries = (earlier?.tries ?? 0) + 1;
  const giveUpAt = since + giveUpAfterMs;
  if (now >= giveUpAt) return { failed: { digest, at: now, answer } };
  const nextAt = Math.min(now + backoffMs(retryScheduleMs, tries, random), giveUpAt);
  return { trying: { digest, since, tries, nextAt, answer } };
}

/** The wait after the given number of tries, up to a tenth longer so that many spread out. */
export function backoffMs(scheduleMs: readonly number[], tries: number, random: number): number {
  const wait = scheduleMs[Math.min(tries, scheduleMs.length) - 1] ?? 0;
  return Math.round(wait * (1 + random / 10));
}

/** Attempts to write it go on, until they are given up. */
export function isRetried({ outcome }: WriteResult): boolean {
  return outcome === 'try-again' || outcome === 'token-rejected';
}

function isSurelyNotTaken(result: WriteResult): boolean {
  if (result.outcome === 'try-again') return result.isUnsent === true || result.isMissing === true;
  return result.outcome !== 'acknowledged';
}

/** This very content surely stands there. */
export function isWritten({ acknowledged, inFlight }: DeliveryState, digest: string): boolean {
  return inFlight === undefined && acknowledged?.digest === digest;
}

/**
 * It neither stands there, nor was refused, nor have attempts to write it ended. Looks at the digest only where it
 * must.
 */
export function isWanted(state: DeliveryState, document: Pick<Document, 'digest'>): boolean {
  const { acknowledged, refused, failed } = state;
  if (!acknowledged && !refused && !failed) return true;
  const { digest } = document;
  return !isWritten(state, digest) && ![refused, failed].some((past) => past?.digest === digest);
}

/** When the next try of a wanted document is due: content that was not tried yet waits for nothing. */
export function nextTryAt({ trying }: DeliveryState, document: Pick<Document, 'digest'>, now: number): number {
  return trying && trying.digest === document.digest ? trying.nextAt : now;
}

export type Standing = 'waiting' | 'acknowledged' | 'refused' | 'failed' | 'dismissed';

/** How the delivery of a document stands, in a word. */
export function standingOf(state: DeliveryState, document: Pick<Document, 'digest'>): Standing {
  if (isWanted(state, document)) return 'waiting';
  if (isWritten(state, document.digest)) return 'acknowledged';
  if (state.refused?.digest === document.digest) return 'refused';
  return failedAt(state) === undefined ? 'dismissed' : 'failed';
}

/** Forgets that attempts ended, so that whatever does not stand there is written again. */
export function replayed(state: DeliveryState): DeliveryState {
  const { failed: _failed, refused: _refused, trying: _trying, ...rest } = state;
  return rest;
}

/** Its next try is due, whatever it waits for; how many there were and since when still counts. */
export function dueNow(state: DeliveryState, now: number): DeliveryState {
  return state.trying ? { ...state, trying: { ...state.trying, nextAt: now } } : state;
}

/** A failure that an operator wants to hear no more of. New content is delivered as ever. */
export function dismissed(state: DeliveryState, now: number): DeliveryState {
  return state.failed ? { ...state, failed: { ...state.failed, dismissedAt: state.failed.dismissedAt ?? now } } : state;
}

/** When a delivery failed that a person has to look at; undefined where there is none. */
export function failedAt({ failed }: DeliveryState): number | undefined {
  return failed?.dismissedAt === undefined ? failed?.at : undefined;
}

type Delivering = { readonly deliveries: Readonly<Record<string, DeliveryState>> };

/** When the first of its failed deliveries failed, without those that were dismissed; undefined if there is none. */
export function firstFailedAt({ deliveries }: Delivering): number | undefined {
  const times = Object.values(deliveries).flatMap((delivery) => failedAt(delivery) ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Since when the other side has another final state, epoch ms; undefined where it has none. */
export function firstRefusedAt({ deliveries }: Delivering): number | undefined {
  const times = Object.values(deliveries).flatMap(({ refused }) => refused?.at ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Since when the outcome of one of its writes is unknown, of the longest; undefined if there is none. */
export function inFlightSince({ deliveries }: Delivering): number | undefined {
  const times = Object.values(deliveries).flatMap(({ inFlight }) => inFlight?.since ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** The record with `change` applied to each of its deliveries. */
export function withDeliveries<Kept extends Delivering>(
  record: Kept,
  change: (delivery: DeliveryState) => DeliveryState,
): Kept {
  const deliveries = Object.entries(record.deliveries).map(([key, delivery]) => [key, change(delivery)]);
  return { ...record, deliveries: Object.fromEntries(deliveries) };
}
