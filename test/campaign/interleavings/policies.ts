import type { Policy } from '../../../src/interviews/policy.ts';
import type { Draw } from './draw.ts';

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const day = 24 * hour;

/** Short clocks, so that every deadline falls into a life; and those of a customer. */
const policies: readonly Policy[] = [
  {
    invitationExpiresAfterMs: 10 * minute,
    retryGraceMs: minute,
    resultHoldMs: 30 * second,
    retentionMs: 36_500 * day,
    askEveryMs: day,
    asksDetails: false,
    retryScheduleMs: [second, 5 * second, 30 * second],
    giveUpAfterMs: minute,
  },
  {
    invitationExpiresAfterMs: minute,
    retryGraceMs: 20 * second,
    resultHoldMs: 10 * second,
    retentionMs: 36_500 * day,
    askEveryMs: day,
    asksDetails: true,
    retryScheduleMs: [500],
    giveUpAfterMs: 5 * second,
  },
  {
    invitationExpiresAfterMs: 14 * day,
    retryGraceMs: 3 * day,
    resultHoldMs: day,
    retentionMs: 36_500 * day,
    askEveryMs: day,
    asksDetails: true,
    retryScheduleMs: [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 6 * hour],
    giveUpAfterMs: 4 * day,
  },
  {
    invitationExpiresAfterMs: 30 * second,
    retryGraceMs: 1,
    resultHoldMs: 1,
    retentionMs: 5 * minute,
    askEveryMs: day,
    asksDetails: false,
    retryScheduleMs: [second, 20 * second],
    giveUpAfterMs: 1,
  },
];

/** From settings for a demonstration to those of a patient customer; and some extreme ones. */
const durations = [20 * second, 1, 2, 7, 500, 10 * minute, hour, day, 3 * day, 14 * day];

export function drawPolicy(draw: Draw): Policy {
  const policy = policies[draw.below(policies.length + 1)];
  if (policy) return policy;
  return {
    invitationExpiresAfterMs: draw.pick(durations),
    retryGraceMs: draw.pick(durations),
    resultHoldMs: draw.pick(durations),
    retentionMs: 36_500 * day,
    askEveryMs: day,
    asksDetails: draw.oneIn(2),
    retryScheduleMs: [draw.pick(durations), draw.pick(durations)],
    giveUpAfterMs: draw.pick(durations),
  };
}

/** Long enough that nothing is erased before it could be delivered. */
export function isKeptForLong(policy: Policy): boolean {
  return policy.retentionMs > day;
}

/** All deadlines of an interview lie within this time of anything that happens to it. */
export function horizonMs(policy: Policy): number {
  const { invitationExpiresAfterMs, retryGraceMs, resultHoldMs, giveUpAfterMs, retryScheduleMs } = policy;
  const longestWaitMs = Math.max(...retryScheduleMs);
  return 4 * (invitationExpiresAfterMs + retryGraceMs + resultHoldMs + giveUpAfterMs + longestWaitMs) + 10 * minute;
}
