import { backoffMs } from '../outbox/delivery.ts';
import type { WriteResult } from '../outbox/destination.ts';
import type { Account, CircuitState, InterviewStore, Pause } from './ports.ts';

type Parts = {
  store: Pick<InterviewStore, 'pause' | 'takeProbe' | 'noteRefusal' | 'noteSuccess'>;
  now: () => number;
  random: () => number;
};

/** So many writes in a row without an answer, or with a failure of the other side: it has an outage. */
const mostInVain = 5;
const outageRestMs = 250;
/** So many different interviews refused with no success in between: it is the token, and not what they are about. */
const mostRefused = 3;

/**
 * The waiting of a whole account: for as long as it was asked to, until its token is accepted, or for a moment
 * between a few tries while it has an outage: they would take the time of the other accounts.
 */
export type Circuits = ReturnType<typeof openCircuits>;

export function openCircuits({ store, now, random }: Parts) {
  /** Tries in a row, by account. */
  const inVain = new Map<string, number>();
  return { passFor, changePause, noteAnswer };

  /**
   * Lets a delivery out although its account waited: after the wait, and alone where one goes out at a time. Holds the
   * pause as it then stands; undefined when the delivery has to stay.
   */
  async function passFor(
    account: Account,
    id: string,
    pause: Pause | undefined,
  ): Promise<{ pause: Pause | undefined } | undefined> {
    if (!pause) return { pause };
    if (pause.until > now()) return undefined;
    if (!pause.isProbed) return { pause };
    const probing = { ...pause, until: now() + waitAfter(account, pause.waits + 1) };
    return (await store.takeProbe(account.name, id, pause, probing.until, now())) ? { pause: probing } : undefined;
  }

  /** Starts or prolongs the waiting of the whole account after an answer; true when it waits now. */
  async function changePause(
    account: Account,
    id: string,
    was: Pause | undefined,
    result: WriteResult,
  ): Promise<boolean> {
    if (result.outcome === 'try-again') return restAfterMany(account);
    inVain.delete(account.name);
    const waits = (was?.waits ?? 0) + 1;
    const pause = { until: now() + waitAfter(account, waits), waits, since: now() };
    if (result.outcome === 'token-rejected') {
      return store.noteRefusal(account.name, id, mostRefused, { ...pause, reason: 'token', isProbed: true }, was);
    }
    if (result.outcome !== 'rate-limited') return false;
    const { retryAt: until = pause.until, isCapped } = result;
    await store.pause(account.name, { ...pause, until, reason: 'rate', ...(isCapped ? { isProbed: true } : {}) });
    return true;
  }

  /**
   * Ends the waiting after an answer that shows the token to be right. `seen` is as late as the saving of that answer: so a
   * refusal that came while it was on its way is not missed, and nobody asks Redis where there is nothing to end.
   */
  async function noteAnswer(
    account: Account,
    was: Pause | undefined,
    result: WriteResult,
    seen: CircuitState,
  ): Promise<void> {
    if (!isSuccess(result)) return;
    if (was || seen.hasRefusals || seen.pause?.reason === 'token') await store.noteSuccess(account.name, was);
  }

  async function restAfterMany({ name }: Account): Promise<boolean> {
    const tries = (inVain.get(name) ?? 0) + 1;
    inVain.set(name, tries % mostInVain);
    if (tries < mostInVain) return false;
    await store.pause(name, { until: now() + outageRestMs, reason: 'outage', waits: 1, since: now() });
    return true;
  }

  function waitAfter(account: Account, waits: number): number {
    return backoffMs(account.policy.retryScheduleMs, waits, random());
  }
}

/** All deliveries of the account have to wait, or all but one. */
export function isWaiting({ until, isProbed }: Pause, now: number): boolean {
  return until > now || isProbed === true;
}

/** For the account: it may well be that nothing was taken of this interview. */
function isSuccess({ outcome }: WriteResult): boolean {
  return outcome === 'acknowledged' || outcome === 'refused' || outcome === 'failed';
}
