import { retryWaitMs } from './delivery.ts';
import type { Account, InterviewStore, Pause, SendResult } from './ports.ts';

type Parts = { store: Pick<InterviewStore, 'pause' | 'changePause'>; now: () => number; random: () => number };

/** The waiting of a whole account: for as long as Workable asked, or until it accepts the account's token. */
export function accountPauses({ store, now, random }: Parts) {
  return { passFor, changePause };

  /**
   * Lets a delivery out although its account waited: after the wait, and alone if it is the probe of a rejected token.
   * Holds the pause as it then stands; undefined when the delivery has to stay.
   */
  async function passFor(
    account: Account,
    pause: Pause | undefined,
  ): Promise<{ pause: Pause | undefined } | undefined> {
    if (!pause) return { pause };
    if (pause.until > now()) return undefined;
    if (pause.reason === 'rate') return { pause };
    // Whoever moves the end of the wait first is the probe.
    const probing = { ...pause, until: now() + waitAfter(account, pause.waits + 1) };
    return (await store.changePause(account.name, pause, probing)) ? { pause: probing } : undefined;
  }

  /** Starts, prolongs or ends the waiting of the whole account after an answer; true when it waits now. */
  async function changePause(account: Account, was: Pause | undefined, result: SendResult): Promise<boolean> {
    if (result.outcome === 'token-rejected' || result.outcome === 'rate-limited') {
      const waits = (was?.waits ?? 0) + 1;
      const asked = result.outcome === 'rate-limited' ? result.retryAt : undefined;
      const reason = result.outcome === 'rate-limited' ? 'rate' : 'token';
      await store.pause(account.name, { until: asked ?? now() + waitAfter(account, waits), reason, waits });
      return true;
    }
    if (was && result.outcome !== 'try-again') await store.changePause(account.name, was, undefined);
    return false;
  }

  function waitAfter(account: Account, waits: number): number {
    return retryWaitMs(account.policy.retryScheduleMs, waits, random());
  }
}
