import type { Deadline } from './deadline.ts';
import type { PollState } from './record.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long, at a deadline, the bridge waits for an answered poll before it goes on without one. */
export function patienceMs(deadline: Deadline): number {
  return Math.min(deadline.windowMs, day);
}

/**
 * When `patienceMs` is over. It counts from the first unanswered poll, not from the deadline alone, since the bridge
 * may have been down at the deadline. Undefined before the first poll.
 */
export function patienceEndsAt({ unansweredSince }: PollState, deadline: Deadline): number | undefined {
  if (unansweredSince === undefined) return undefined;
  return Math.max(deadline.at, unansweredSince) + patienceMs(deadline);
}

/** True after an answered poll at or after the deadline, or when polls were unanswered for too long. */
export function isPolledSince(polled: PollState, deadline: Deadline, now: number): boolean {
  const isAnswered = (polled.answeredAt ?? 0) >= deadline.at;
  return isAnswered || now >= (patienceEndsAt(polled, deadline) ?? Number.POSITIVE_INFINITY);
}

/**
 * When to poll the vendor about an idle interview: a quarter of the way to the deadline each time, so rarely at first
 * and more often near it; never more than `askEveryMs` apart nor closer than ten minutes (less where the whole wait is
 * short), and once at the deadline itself. `idleSince` is the time of the last news.
 */
export function nextPollAt(polled: PollState, idleSince: number, deadline: Deadline, askEveryMs: number): number {
  const from = Math.max(idleSince, polled.answeredAt ?? 0);
  const step = Math.max((deadline.at - from) / 4, shortestPauseMs(deadline));
  const regular = Math.min(from + Math.min(step, askEveryMs), Math.max(deadline.at, from));
  return Math.max(regular, polled.notBefore ?? 0);
}

/** After declined or expired a late result may still come; the time between polls grows. */
export function nextLatePollAt(polled: PollState, concludedAt: number, deadline: Deadline, askEveryMs: number): number {
  const from = Math.max(concludedAt, polled.answeredAt ?? 0);
  const pause = Math.max(from - concludedAt, Math.min(deadline.windowMs / 4, askEveryMs));
  return Math.max(from + pause, polled.notBefore ?? 0);
}

/** How often a result is asked about again, where the vendor may change it and does not say so surely. */
const resultPollMs = day;

/**
 * `asksForMs`: how long after the result; absent where its changes come by themselves. Days count from the result: a
 * late poll makes none of those after it later.
 */
export function nextPollOfResultAt(polled: PollState, concludedAt: number, asksForMs = 0): number {
  const polledAfterMs = Math.max(0, (polled.answeredAt ?? 0) - concludedAt);
  const at = concludedAt + (Math.floor(polledAfterMs / resultPollMs) + 1) * resultPollMs;
  return at <= concludedAt + asksForMs ? Math.max(at, polled.notBefore ?? 0) : Number.POSITIVE_INFINITY;
}

/** The shortest time between two polls of an interview, however many hints come. */
const hintPauseMs = 10_000;

/** The vendor has sent a hint, and no poll that began after it was answered. */
export function isHinted({ hintedAt, answeredAt = Number.NEGATIVE_INFINITY }: PollState): boolean {
  return hintedAt !== undefined && hintedAt >= answeredAt;
}

/** When to poll because of a hint; infinite without one. */
export function hintedPollAt(polled: PollState): number {
  if (!isHinted(polled)) return Number.POSITIVE_INFINITY;
  const { hintedAt = 0, answeredAt = Number.NEGATIVE_INFINITY, notBefore = 0 } = polled;
  return Math.max(hintedAt, answeredAt + hintPauseMs, notBefore);
}

/** The poll state after an answered poll. A hint that came after its start may be about something newer. */
export function answered(polled: PollState, startedAt: number): PollState {
  const { hintedAt, unansweredSince: _since, notBefore: _notBefore, ...rest } = polled;
  const isNewer = hintedAt !== undefined && hintedAt >= startedAt;
  return { ...rest, answeredAt: startedAt, ...(isNewer ? { hintedAt } : {}) };
}

/** The poll state once the vendor's reference is known: no poll before could teach anything, so the next is due. */
export function polledAgain(polled: PollState): PollState {
  return polled.answeredAt === undefined ? polled : { ...polled, hintedAt: polled.answeredAt };
}

/** The poll state after an unanswered poll. */
export function unanswered(
  polled: PollState,
  deadline: Deadline,
  now: number,
  retryAfterMs: number | undefined,
): PollState {
  const regular = pollAgainAt(now, deadline, retryAfterMs);
  // A hint says that there is news.
  const soon = now + Math.max(retryAfterMs ?? 0, hintPauseMs, (now - (polled.hintedAt ?? now)) / 4);
  const notBefore = isHinted(polled) ? Math.min(regular, soon) : regular;
  return { ...polled, unansweredSince: polled.unansweredSince ?? now, notBefore };
}

/**
 * The next poll after an unanswered one: within the hour, sooner near the deadline; after the deadline the waits grow.
 */
export function pollAgainAt(now: number, deadline: Deadline, retryAfterMs: number | undefined): number {
  const distance = now < deadline.at ? Math.min((deadline.at - now) / 16, hour) : (now - deadline.at) / 16;
  return now + Math.max(retryAfterMs ?? 0, 1000, shortestPauseMs(deadline), distance);
}

function shortestPauseMs(deadline: Deadline): number {
  return Math.min(10 * minute, deadline.windowMs / 16);
}
