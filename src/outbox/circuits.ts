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
   * `rate`: the other side said when to come back. `token`: it does not accept our token. `outage`: many writes in a
   * row failed.
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
   * them, and half-open afterwards where it was so before. An outage changes nothing of a longer pause, or of one with
   * probes at its end.
   */
  pause(circuit: CircuitName, pause: Pause): Promise<void>;
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
   * `most` 1 the refusal says all: it counts whatever was before, and the circuit stays open.
   */
  noteRefusal(circuit: CircuitName, id: string, most: number, pause: Pause, was: Pause | undefined): Promise<boolean>;
  /** After a success: no record counts as refused, and the pause ends if it still is `was` or is about the token. */
  noteSuccess(circuit: CircuitName, was: Pause | undefined): Promise<void>;
};

type Parts = {
  store: CircuitStore;
  now: () => number;
  random: () => number;
};

/** So many writes in a row without an answer, or with a failure of the other side: it has an outage. */
const mostFailures = 5;
const outageRestMs = 250;
/** So many different records refused with no success in between: it is the credential, and not what they are about. */
const mostRefused = 3;

/**
 * The circuit breakers of all credentials. One opens for as long as the other side asked for, until the token is
 * accepted again, or for a moment between a few tries while the other side has an outage: they would take the time of
 * other accounts.
 */
export type Circuits = ReturnType<typeof openCircuits>;

export function openCircuits({ store, now, random }: Parts) {
  /** Failed tries in a row. */
  const failures = new Map<string, number>();
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
    if (!pause) return { pause };
    if (pause.until > now()) return undefined;
    if (!pause.isProbed) return { pause };
    const probing = { ...pause, until: now() + waitAfter(of, pause.waits + 1) };
    const isProbe = await store.takeProbe(of, id, pause, probing.until, now());
    return isProbe ? { pause: probing } : undefined;
  }

  /** Opens the circuit after an answer, or keeps it open for longer; true when it is open now. */
  async function changePause(of: Of, id: string, was: Pause | undefined, result: WriteResult): Promise<boolean> {
    if (result.outcome === 'try-again') return pauseAfterMany(of);
    failures.delete(keyOf(of));
    const waits = (was?.waits ?? 0) + 1;
    const pause = { until: now() + waitAfter(of, waits), waits, since: now() };
    if (result.outcome === 'token-rejected') {
      return store.noteRefusal(
        of,
        id,
        result.isCertain ? 1 : mostRefused,
        { ...pause, reason: 'token', isProbed: true },
        was,
      );
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
    if (was || seen?.hasRefusals || seen?.pause?.reason === 'token') await store.noteSuccess(of, was);
  }

  async function pauseAfterMany(of: Of): Promise<boolean> {
    const tries = (failures.get(keyOf(of)) ?? 0) + 1;
    failures.set(keyOf(of), tries % mostFailures);
    if (tries < mostFailures) return false;
    await store.pause(of, { until: now() + outageRestMs, reason: 'outage', waits: 1, since: now() });
    return true;
  }

  function waitAfter({ retryScheduleMs }: Of, waits: number): number {
    return backoffMs(retryScheduleMs, waits, random());
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
function isSuccess({ outcome }: WriteResult): boolean {
  return outcome === 'acknowledged' || outcome === 'refused' || outcome === 'failed';
}
