import { type Withdrawn, withdrawInterview } from '../interviews/cancel.ts';
import type { ApplicationStep } from './plan.ts';
import type { ApplicationParts } from './ports.ts';
import { type Enrolment, withEnrolment } from './record.ts';
import { type ApplicationTurn, saveTurn } from './turn.ts';

/**
 * Ends the interview of a stay that is over. Where the vendor cannot end an invitation that it has made, the interview
 * stays open: the candidate's link works, and what comes of it is told as late. So it does where another interview, of
 * the other door, is served by the same invitation.
 */
export async function withdraw(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { number, interviewId = '' }: Enrolment,
): Promise<ApplicationStep | undefined> {
  const { account } = turn;
  const withdrawing = { store: parts.interviews, now: parts.now, wakeUp: parts.wakeUp };
  const event = 'cancelled: the candidate has left the stage';
  const outcome = await withdrawInterview(withdrawing, account, interviewId, event);
  turn.context = await parts.contextOf(account, turn.record);
  if (outcome !== 'kept' && outcome !== 'shared') return saveTurn(parts, turn, { to: () => undefined });
  return saveTurn(parts, turn, {
    to: (record) =>
      withEnrolment(record, number, (each) => (each.left ? { ...each, left: { ...each.left, isKept: true } } : each)),
    event: whyKept[outcome],
  });
}

const whyKept: Readonly<Record<Extract<Withdrawn, 'kept' | 'shared'>, string>> = {
  kept: 'not cancelled: the vendor offers no way to end an invitation',
  shared: 'not cancelled: the other door has the same interview open',
};
