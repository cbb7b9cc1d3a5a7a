import { backoffMs } from './delivery.ts';
import type { WriteResult } from './destination.ts';

/** One credential of one account: deliveries that need it wait together, and no others with them. */
export type CircuitName = { readonly account: string; readonly circuit: string };

/** How the circuits of an account stood when they were last read, by their names. */
export type CircuitStates = Readonly<Record<string, CircuitState>>;

export type CircuitState = {
  pause: Pause | undefined;
  /** The credential was refused for a subject, and there has been no success since. */
  hasRefusals: boolean;
};

/** All deliveries of one circuit wait together. */
export type Pause = {
  /** Epoch ms. */
  until: number;
  /**
   * `rate`: the other side said when to come back. `token`: it does not accept our token. `outage`: several writes in
   * a row had no answer yet, or a failure of the other side.
   */
  reason: 'rate' | 'token' | 'outage';
  /** Waits so far in a row. */
  waits: number;
  /** When the first of them began, epoch ms. Versions before this one did not write it down. */
  since?: number;
  /** At its end one delivery goes out, and one more per wait, until there is an answer that lets all others out. */
  isProbed?: true;
};

/** A circuit that lets nothing out, or one delivery at a time. */
export type OpenCircuit = { readonly circuit: string; readonly pause: Pause };

/** `id`: of the record that is delivered. Every method throws Failure `store-unavailable` when it cannot tell. */
export type CircuitStore = {
  /**
   * Opens a circuit, or keeps it open for longer: for the newest reason, never to an earlier end, since the first of
   * them, and half-open afterwards where it was so before. Any other reason is an answer, and ends an outage; an outage
   * prolongs itself alone.
   */
  pause(circuit: CircuitName, pause: Pause): Promise<void>;
  /**
   * Whether this record may be tried while it is not known whether the other side answers. With the `most`th different
   * one since its last answer the circuit opens as `pause` says, for an outage; while it is open, the answer is no.
   */
  beginTry(circuit: CircuitName, id: string, most: number, pause: Pause): Promise<boolean>;
  /**
   * Whether this record is the probe at the end of the pause `was`; then the pause lasts until `until`, for all others.
   * A record that was the probe is none again while one that is due was not, nor twice in a row while any other waits.
   * False too when another process has changed the pause meanwhile.
   */
  takeProbe(circuit: CircuitName, id: string, was: Pause, until: number, now: number): Promise<boolean>;
  /**
   * Notes that the credential was refused for a record; true when the circuit is open for that reason now. It is once
   * `most` different records were refused since its last success, none of them before it too: then `pause` begins.
   * Where it is open already, `pause` takes the place of `was`, if that still stands; where no other record has
   * anything to send, the circuit closes. A pause for another reason ends with the answer, if it still is `was`. With
   * `most` 1 the refusal says all: it counts whatever was before, and the circuit stays open. It ends an outage.
   */
  noteRefusal(circuit: CircuitName, id: string, most: number, pause: Pause, was: Pause | undefined): Promise<boolean>;
  /** After a success: no record counts as refused, and the pause ends if it still is `was`, or none for a rate limit. */
  noteSuccess(circuit: CircuitName, was: Pause | undefined): Promise<void>;
};

type Parts = {
  store: CircuitStore;
  now: () => number;
  random: () => number;
};

/** So many different records tried since the last answer, in all processes: the other side may have an outage. */
const mostTried = 5;
/** For so long after a success it is taken to answer, so that nothing is counted while all goes well. */
const upForMs = 10_000;
/** Between the probes of an outage: results flow again soon after its end. The last one repeats. */
const outageWaitsMs = [1_000, 2_000, 5_000, 10_000, 20_000];
/** So many different records refused with no success in between: it is the credential, and not what they are about. */
const mostRefused = 3;

/**
 * The circuit breakers of all credentials. One opens for as long as the other side asked for, until the token is
 * accepted again, or while the other side has an outage: after a few tries one probe goes out at a time.
 */
export type Circuits = ReturnType<typeof openCircuits>;

export function openCircuits({ store, now, random }: Parts) {
  /** Until when the other side is taken to answer, epoch ms. */
  const upUntil = new Map<string, number>();
  return { passFor, changePause, noteAnswer };

  /**
   * Lets a delivery out: after the pause, and as the only one where the circuit is half-open. Resolves to the pause as
   * it then stands; undefined when the delivery has to stay.
   */
  async function passFor(
    of: Of,
    id: string,
    pause: Pause | undefined,
  ): Promise<{ pause: Pause | undefined } | undefined> {
    if (pause && pause.until > now()) return undefined;
    if (!pause?.isProbed) return (await mayTry(of, id)) ? { pause } : undefined;
    const probing = { ...pause, until: now() + waitAfter(of, pause.reason, pause.waits + 1) };
    const isProbe = await store.takeProbe(of, id, pause, probing.until, now());
    return isProbe ? { pause: probing } : undefined;
  }

  /** Opens the circuit after an answer, or keeps it open for longer; true when it is open now. */
  async function changePause(of: Of, id: string, was: Pause | undefined, result: WriteResult): Promise<boolean> {
    if (result.outcome === 'try-again') return result.isMissing ? false : noteFailure(of, id, was);
    const waits = (was?.waits ?? 0) + 1;
    const pause = { until: now() + waitAfter(of, 'token', waits), waits, since: now() };
    if (result.outcome === 'token-rejected') {
      return store.noteRefusal(
        of,
        id,
        result.isCertain ? 1 : mostRefused,
        { ...pause, reason: 'token', isProbed: true },
        was,
      );
    }
    if (result.outcome === 'acknowledged' && result.restUntil !== undefined) {
      await store.pause(of, { ...pause, until: result.restUntil, reason: 'rate' });
      return true;
    }
    if (result.outcome !== 'rate-limited') return false;
    const { retryAt: until = pause.until, isCapped } = result;
    await store.pause(of, { ...pause, until, reason: 'rate', ...(isCapped ? { isProbed: true } : {}) });
    return true;
  }

  /**
   * Closes the circuit after an answer that shows the token to be right. `seen` is as late as the saving of that
   * answer: so a refusal that came while it was on its way is not missed, and Redis is not called where there is
   * nothing to end.
   */
  async function noteAnswer(
    of: Of,
    was: Pause | undefined,
    result: WriteResult,
    seen: CircuitState | undefined,
  ): Promise<void> {
    if (!isSuccess(result)) return;
    const wasUp = isUp(of);
    upUntil.set(keyOf(of), now() + upForMs);
    const isOpen = seen?.pause !== undefined && seen.pause.reason !== 'rate';
    if (!wasUp || was || seen?.hasRefusals || isOpen) await store.noteSuccess(of, was);
  }

  function isUp(of: Of): boolean {
    return (upUntil.get(keyOf(of)) ?? Number.NEGATIVE_INFINITY) > now();
  }

  async function mayTry(of: Of, id: string): Promise<boolean> {
    return isUp(of) || (await store.beginTry(of, id, mostTried, outageOf(of, 1)));
  }

  async function noteFailure(of: Of, id: string, was: Pause | undefined): Promise<boolean> {
    upUntil.delete(keyOf(of));
    if (was?.reason === 'outage') await store.pause(of, outageOf(of, was.waits + 1));
    else if (!was?.isProbed) await store.beginTry(of, id, mostTried, outageOf(of, 1));
    return was?.isProbed === true;
  }

  function outageOf(of: Of, waits: number): Pause {
    const at = now();
    return { until: at + waitAfter(of, 'outage', waits), reason: 'outage', waits, since: at, isProbed: true };
  }

  function waitAfter({ retryScheduleMs }: Of, reason: Pause['reason'], waits: number): number {
    return backoffMs(reason === 'outage' ? outageWaitsMs : retryScheduleMs, waits, random());
  }
}

/** `retryScheduleMs`: the waits of the account, the last of which repeats. */
type Of = CircuitName & { readonly retryScheduleMs: readonly number[] };

function keyOf({ account, circuit }: CircuitName): string {
  return `${account} ${circuit}`;
}

/** The circuit is open or half-open: all its deliveries have to wait, or all but one. */
export function isWaiting({ until, isProbed }: Pause, now: number): boolean {
  return until > now || isProbed === true;
}

/** Of the credential: it may well be that nothing was taken of this interview. */
function isSuccess(result: WriteResult): boolean {
  const { outcome } = result;
  if (outcome === 'try-again') return result.isMissing === true;
  return outcome === 'acknowledged' || outcome === 'refused' || outcome === 'failed';
}
