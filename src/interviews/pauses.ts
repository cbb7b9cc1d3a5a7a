import { retryWaitMs } from './delivery.ts';
import type { Account, InterviewStore, Pause, SendResult } from './ports.ts';

type Parts = { store: Pick<InterviewStore, 'pause' | 'changePause'>; now: () => number; random: () => number };

/** So many tries in a row without an answer, or with a failure of Workable's: it has an outage. */
const mostInVain = 5;
const outageRestMs = 250;

/**
 * The waiting of a whole account: for as long as Workable asked, until it accepts the account's token, or for a moment
 * between a few tries while it has an outage: they would take the time of the other accounts.
 */
export function accountPauses({ store, now, random }: Parts) {
  /** Tries in a row, by account. */
  const inVain = new Map<string, number>();
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
    if (pause.reason !== 'token') return { pause };
    // Whoever moves the end of the wait first is the probe.
    const probing = { ...pause, until: now() + waitAfter(account, pause.waits + 1) };
    return (await store.changePause(account.name, pause, probing)) ? { pause: probing } : undefined;
  }

  /** Starts, prolongs or ends the waiting of the whole account after an answer; true when it waits now. */
  async function changePause(account: Account, was: Pause | undefined, result: SendResult): Promise<boolean> {
    if (result.outcome === 'try-again') return restAfterMany(account);
    inVain.delete(account.name);
    if (result.outcome === 'token-rejected' || result.outcome === 'rate-limited') {
      const waits = (was?.waits ?? 0) + 1;
      const asked = result.outcome === 'rate-limited' ? result.retryAt : undefined;
      const reason = result.outcome === 'rate-limited' ? 'rate' : 'token';
      await store.pause(account.name, { until: asked ?? now() + waitAfter(account, waits), reason, waits });
      return true;
    }
    if (was) await store.changePause(account.name, was, undefined);
    return false;
  }

  async function restAfterMany({ name }: Account): Promise<boolean> {
    const tries = (inVain.get(name) ?? 0) + 1;
    inVain.set(name, tries % mostInVain);
    if (tries < mostInVain) return false;
    await store.pause(name, { until: now() + outageRestMs, reason: 'outage', waits: 1 });
    return true;
  }

  function waitAfter(account: Account, waits: number): number {
    return retryWaitMs(account.policy.retryScheduleMs, waits, random());
  }
}
