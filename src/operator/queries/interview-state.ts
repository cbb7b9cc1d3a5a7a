import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { Outcome } from '../../interviews/outcome.ts';
import { type InterviewRecord, invitationMail, isReached } from '../../interviews/record.ts';
import type { DeliveryStateName } from '../selected.ts';

/** Where an interview stands, in one word, for programs. */
export const interviewStates = [
  'inviting',
  'not_invited',
  'invited',
  'delivering',
  'delivered',
  'refused',
  'failed',
  'cancelled',
  'needs_decision',
] as const;

export type InterviewState = (typeof interviewStates)[number];

export type Subject = {
  record: InterviewRecord;
  account: BridgeAccount;
  outcome: Outcome;
  /** Of its deliveries together. */
  state: DeliveryStateName;
  now: number;
};

/** What a person has to look at comes first. Pure. */
export function interviewStateOf(subject: Subject): InterviewState {
  const { record, outcome, state } = subject;
  if (state === 'failed') return 'failed';
  if (outcome.status === 'pending') return pendingStateOf(subject);
  if (record.cancellation?.endsInterview && outcome.status === 'declined') return 'cancelled';
  if (state === 'acknowledged') return 'delivered';
  return state === 'refused' || state === 'dismissed' ? 'refused' : 'delivering';
}

function pendingStateOf({ record, now }: Subject): InterviewState {
  const { invitation } = record;
  if (invitation.state === 'unclear') return 'needs_decision';
  if (invitation.state === 'inviting') return 'inviting';
  if (invitation.state === 'wanted') return now <= invitation.until ? 'inviting' : 'not_invited';
  if (!isReached(record)) return 'not_invited';
  return isMailOnItsWay(record) ? 'inviting' : 'invited';
}

/** The bridge is to mail the invitation, and the mail server has not taken it yet. */
export function isMailOnItsWay({ mailsWanted, deliveries, attempts }: InterviewRecord): boolean {
  if (mailsWanted === undefined || Object.keys(attempts).length > 0) return false;
  return deliveries[invitationMail]?.acknowledged === undefined;
}
