import type { Policy } from './policy.ts';
import type { SendResult } from './ports.ts';
import type { DeliveryState } from './record.ts';

/**
 * What one answer about an interview does to its delivery; not for a refused token that is to blame on the account. Pure;
 * `random` in [0, 1) only ever lengthens a wait.
 */
export function afterAnswer(
  state: DeliveryState,
  sent: Omit<NonNullable<DeliveryState['acknowledged']>, 'at'>,
  result: SendResult,
  policy: Pick<Policy, 'retryScheduleMs' | 'giveUpAfterMs'>,
  now: number,
  random: number,
): DeliveryState {
  const { trying, ...settled } = state;
  switch (result.outcome) {
    case 'acknowledged':
      return { acknowledged: { ...sent, at: now } };
    case 'refused':
      return { ...settled, refused: { digest: sent.digest, at: now } };
    case 'failed':
      return { ...settled, failed: { digest: sent.digest, at: now, answer: result.answer } };
    case 'try-again':
    case 'token-rejected': {
      const earlier = trying?.digest === sent.digest ? trying : undefined;
      const since = earlier?.since ?? now;
      const tries = (earlier?.tries ?? 0) + 1;
      const giveUpAt = since + policy.giveUpAfterMs;
      const { answer } = result;
      const { failed: _failed, ...rest } = settled;
      // Workable may have taken it although no answer came: what it had before is certain no longer.
      const known = !isTurnedDown(result) ? { ...rest, unsureSince: state.unsureSince ?? now } : rest;
      if (now >= giveUpAt) return { ...known, failed: { digest: sent.digest, at: now, answer } };
      const nextAt = Math.min(now + retryWaitMs(policy.retryScheduleMs, tries, random), giveUpAt);
      return { ...known, trying: { digest: sent.digest, since, tries, nextAt, answer } };
    }
    // The whole account waits; this interview's own tries neither count nor end.
    case 'rate-limited':
      return state;
  }
}

/** The wait after the given number of tries, up to a tenth longer so that a crowd spreads out. */
export function retryWaitMs(scheduleMs: readonly number[], tries: number, random: number): number {
  const wait = scheduleMs[Math.min(tries, scheduleMs.length) - 1] ?? 0;
  return Math.round(wait * (1 + random / 10));
}

/** Workable surely has this payload. */
export function isKnownToHave({ acknowledged, unsureSince }: DeliveryState, digest: string): boolean {
  return unsureSince === undefined && acknowledged?.digest === digest;
}

/** Whether a try that nobody comes to write down, because of a crash, could pass for what is known of Workable. */
export function relies({ acknowledged, unsureSince, refused, failed }: DeliveryState): boolean {
  return (acknowledged !== undefined && unsureSince === undefined) || refused !== undefined || failed !== undefined;
}

/** From here on Workable may have something else than what it is known to have, or to have turned down. */
export function doubted(state: DeliveryState, now: number): DeliveryState {
  const { refused: _refused, failed: _failed, ...rest } = state;
  return { ...rest, unsureSince: state.unsureSince ?? now };
}

/** After an answer that says for sure that nothing was taken: a doubt that was only about that try ends. */
export function undoubted({ unsureSince: _unsureSince, ...rest }: DeliveryState): DeliveryState {
  return rest;
}

/** One of several: others follow by the schedule, until they are given up. */
export function isTry({ outcome }: SendResult): boolean {
  return outcome === 'try-again' || outcome === 'token-rejected';
}

/** Workable surely took nothing. */
export function isTurnedDown(result: SendResult): boolean {
  if (result.outcome === 'try-again') return result.isUnsent === true;
  return result.outcome !== 'acknowledged';
}

/** Forgets that tries ended, so that the next bell sends again whatever Workable does not have. */
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

/** When a delivery failed that somebody has to look at; undefined where there is none. */
export function failedAt({ failed }: DeliveryState): number | undefined {
  return failed?.dismissedAt === undefined ? failed?.at : undefined;
}
