import { backoffMs } from '../outbox/delivery.ts';
import type { WriteResult } from '../outbox/destination.ts';
import type { Account, CircuitName, CircuitState, InterviewStore, Pause } from './ports.ts';

type Parts = {
  store: Pick<InterviewStore, 'pause' | 'takeProbe' | 'noteRefusal' | 'noteSuccess'>;
  now: () => number;
  random: () => number;
};

/** So many writes in a row without an answer, or with a failure of the other side: it has an outage. */
const mostFailures = 5;
const outageRestMs = 250;
/** So many different interviews refused with no success in between: it is the credential, and not what they are about. */
const mostRefused = 3;

/**
 * The circuit breakers of all credentials. One opens for as long as the other side asked for, until the token is accepted again,
 * or for a moment between a few tries while the other side has an outage: they would take the time of other accounts.
 */
export type Circuits = ReturnType<typeof openCircuits>;

export function openCircuits({ store, now, random }: Parts) {
  /** Failed tries in a row. */
  const failures = new Map<string, number>();
  return { passFor, changePause, noteAnswer };

  /**
   * Lets a delivery out: after the pause, and as the only one where the circuit is half-open. Resolves to the pause as it
   * then stands; undefined when the delivery has to stay.
   */
  async function passFor(
    { account, circuit }: Of,
    id: string,
    pause: Pause | undefined,
  ): Promise<{ pause: Pause | undefined } | undefined> {
    if (!pause) return { pause };
    if (pause.until > now()) return undefined;
    if (!pause.isProbed) return { pause };
    const probing = { ...pause, until: now() + waitAfter(account, pause.waits + 1) };
    const isProbe = await store.takeProbe(nameOf({ account, circuit }), id, pause, probing.until, now());
    return isProbe ? { pause: probing } : undefined;
  }

  /** Opens the circuit after an answer, or keeps it open for longer; true when it is open now. */
  async function changePause(of: Of, id: string, was: Pause | undefined, result: WriteResult): Promise<boolean> {
    if (result.outcome === 'try-again') return pauseAfterMany(of);
    failures.delete(keyOf(of));
    const { account } = of;
    const waits = (was?.waits ?? 0) + 1;
    const pause = { until: now() + waitAfter(account, waits), waits, since: now() };
    if (result.outcome === 'token-rejected') {
      return store.noteRefusal(nameOf(of), id, mostRefused, { ...pause, reason: 'token', isProbed: true }, was);
    }
    if (result.outcome !== 'rate-limited') return false;
    const { retryAt: until = pause.until, isCapped } = result;
    await store.pause(nameOf(of), { ...pause, until, reason: 'rate', ...(isCapped ? { isProbed: true } : {}) });
    return true;
  }

  /**
   * Closes the circuit after an answer that shows the token to be right. `seen` is as late as the saving of that answer: so a
   * refusal that came while it was on its way is not missed, and Redis is not called where there is nothing to end.
   */
  async function noteAnswer(
    of: Of,
    was: Pause | undefined,
    result: WriteResult,
    seen: CircuitState | undefined,
  ): Promise<void> {
    if (!isSuccess(result)) return;
    if (was || seen?.hasRefusals || seen?.pause?.reason === 'token') await store.noteSuccess(nameOf(of), was);
  }

  async function pauseAfterMany(of: Of): Promise<boolean> {
    const tries = (failures.get(keyOf(of)) ?? 0) + 1;
    failures.set(keyOf(of), tries % mostFailures);
    if (tries < mostFailures) return false;
    await store.pause(nameOf(of), { until: now() + outageRestMs, reason: 'outage', waits: 1, since: now() });
    return true;
  }

  function waitAfter(account: Account, waits: number): number {
    return backoffMs(account.policy.retryScheduleMs, waits, random());
  }
}

type Of = { account: Account; circuit: string };

function nameOf({ account, circuit }: Of): CircuitName {
  return { account: account.name, circuit };
}

function keyOf({ account, circuit }: Of): string {
  return `${account.name} ${circuit}`;
}

/** The circuit is open or half-open: all its deliveries have to wait, or all but one. */
export function isWaiting({ until, isProbed }: Pause, now: number): boolean {
  return until > now || isProbed === true;
}

/** Of the credential: it may well be that nothing was taken of this interview. */
function isSuccess({ outcome }: WriteResult): boolean {
  return outcome === 'acknowledged' || outcome === 'refused' || outcome === 'failed';
}
