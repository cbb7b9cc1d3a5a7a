import type { Deadline } from './publication.ts';
import type { AskState } from './record.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long the bridge insists on the vendor's answer before it goes on without, at a deadline. */
export function patienceMs(deadline: Deadline): number {
  return Math.min(deadline.windowMs, day);
}

/**
 * When that patience ends: it counts from the first question in vain, not from the deadline alone, since the bridge may
 * have been down at it. Undefined until it has asked.
 */
export function patienceEndsAt(asked: AskState, deadline: Deadline): number | undefined {
  if (asked.inVainSince === undefined) return undefined;
  return Math.max(deadline.at, asked.inVainSince) + patienceMs(deadline);
}

/** Asked "once more" at or after the deadline; or in vain for so long that waiting serves nobody. */
export function askedSince(asked: AskState, deadline: Deadline, now: number): boolean {
  return (asked.answeredAt ?? 0) >= deadline.at || now >= (patienceEndsAt(asked, deadline) ?? Number.POSITIVE_INFINITY);
}

/**
 * When to ask the vendor about a quiet interview: a quarter of the way to the deadline each time, so rarely at first and
 * more often near it; never more than once a day apart nor closer than ten minutes (less where the whole wait is short),
 * and once at the deadline itself. `quietSince` is when anything was last heard.
 */
export function nextAskAt(asked: AskState, quietSince: number, deadline: Deadline): number {
  const from = Math.max(quietSince, asked.answeredAt ?? 0);
  const step = Math.max((deadline.at - from) / 4, shortestPauseMs(deadline));
  const regular = Math.min(from + Math.min(step, day), Math.max(deadline.at, from));
  return Math.max(regular, asked.notBefore ?? 0);
}

/** After declined or expired a late result may still come; ask ever more rarely. */
export function nextLateAskAt(asked: AskState, concludedAt: number, deadline: Deadline): number {
  const from = Math.max(concludedAt, asked.answeredAt ?? 0);
  const pause = Math.max(from - concludedAt, Math.min(deadline.windowMs / 4, day));
  return Math.max(from + pause, asked.notBefore ?? 0);
}

/** How the asking stands after a question without an answer. */
export function askedInVain(
  asked: AskState,
  deadline: Deadline,
  now: number,
  retryAfterMs: number | undefined,
): AskState {
  const notBefore = askAgainAt(now, deadline, retryAfterMs);
  return { ...asked, inVainSince: asked.inVainSince ?? now, notBefore };
}

/**
 * After a question without an answer: within the hour before the deadline, more often near it; behind the deadline ever
 * more rarely.
 */
export function askAgainAt(now: number, deadline: Deadline, retryAfterMs: number | undefined): number {
  const distance = now < deadline.at ? Math.min((deadline.at - now) / 16, hour) : (now - deadline.at) / 16;
  return now + Math.max(retryAfterMs ?? 0, 1000, shortestPauseMs(deadline), distance);
}

function shortestPauseMs(deadline: Deadline): number {
  return Math.min(10 * minute, deadline.windowMs / 16);
}
