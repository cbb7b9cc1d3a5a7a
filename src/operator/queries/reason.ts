import { mayBeInvited } from '../../interviews/cancel.ts';
import { attemptsOf, type InterviewRecord, invitationMail } from '../../interviews/record.ts';
import type { OpenCircuit } from '../../outbox/circuits.ts';
import type { DeliveryState } from '../../outbox/delivery.ts';
import { describeCircuit, isWorthReporting } from '../open-circuits.ts';
import { answerLine } from './deliveries.ts';
import { type InterviewState, isMailOnItsWay, type Subject } from './interview-state.ts';

/** Why an interview is in its state: one plain sentence, without anything personal. `open`: circuits of its account. */
export function reasonOf(subject: Subject, state: InterviewState, open: readonly OpenCircuit[]): string {
  const { record, account, outcome } = subject;
  const whyWaits = (circuit: string) => waitText(circuit, open, subject.now) ?? lastAnswer(record, circuit);
  switch (state) {
    case 'inviting':
      return isMailOnItsWay(record) && record.invitation.state === 'invited'
        ? `The invitation waits for the mail server${whyWaits('mail')}.`
        : 'The vendor is being asked to invite the candidate.';
    case 'not_invited':
      return notInvited(record);
    case 'needs_decision':
      return `It is not known whether the vendor has invited the candidate${failureOf(record)}.`;
    case 'invited':
      return progressOf(record);
    case 'delivering':
      return `Workable does not have "${outcome.status}" yet${whyWaits('callback')}.`;
    case 'delivered':
      return `Workable has "${outcome.status}".`;
    case 'refused':
      return subject.state === 'dismissed'
        ? `Workable does not have "${outcome.status}", and an operator has dismissed that.`
        : `Workable has a final state already, and does not take "${outcome.status}".`;
    case 'failed':
      return failed(record);
    case 'cancelled':
      return `An operator cancelled it, and ${cancelledAt(record, account.vendor.capabilities.canCancel)}.`;
  }
}

function notInvited(record: InterviewRecord): string {
  if (record.invitation.state === 'invited')
    return 'The invitation could not be mailed, and an operator has dismissed that.';
  return `The vendor has not invited the candidate${failureOf(record)}.${remedyOf(record)}`;
}

/** The vendor's message is already presentable. */
function failureOf({ invitation }: InterviewRecord): string {
  return 'failure' in invitation ? `: ${withoutStop(invitation.failure.message)}` : '';
}

function remedyOf({ invitation }: InterviewRecord): string {
  return 'failure' in invitation && invitation.failure.remedy ? ` ${withoutStop(invitation.failure.remedy)}.` : '';
}

const progress = {
  none: 'The candidate has not begun.',
  running: 'The candidate has begun.',
  finished: 'The answers are in, and have no score yet.',
  failed: 'The last attempt came to nothing, and another one may follow.',
} as const;

function progressOf(record: InterviewRecord): string {
  return progress[attemptsOf(record).at(-1)?.state ?? 'none'];
}

function failed(record: InterviewRecord): string {
  const [key, delivery] =
    entriesOf(record).find(([, { failed: each }]) => each && each.dismissedAt === undefined) ?? [];
  const answer = delivery?.failed ? `: ${withoutStop(answerLine(delivery.failed.answer, record))}` : '';
  return `${key === invitationMail ? 'The mail server did not take the invitation' : 'Workable did not take the result'}${answer}.`;
}

/** After a colon; undefined where the circuit lets deliveries out. */
function waitText(circuit: string, open: readonly OpenCircuit[], now: number): string | undefined {
  const found = open.find((each) => each.circuit === circuit);
  return found && isWorthReporting(found.pause, now) ? `: all deliveries ${describeCircuit(found)}` : undefined;
}

/** After a colon; empty before the first answer. The circuit and the destination have one name. */
function lastAnswer(record: InterviewRecord, destination: string): string {
  const [, delivery] = entriesOf(record).find(([key, { trying }]) => trying && key.startsWith(`${destination}/`)) ?? [];
  if (!delivery?.trying) return '';
  const { answer } = delivery.trying;
  const words = withoutStop(answerLine(answer, record));
  return answer.status === undefined ? `: ${words}` : `: the last answer was ${words}`;
}

function cancelledAt(record: InterviewRecord, canCancel: boolean): string {
  const { cancellation } = record;
  if (!mayBeInvited(record)) return 'the candidate had no invitation';
  if (cancellation && !cancellation.isOver) return 'the vendor has not answered yet';
  if (!canCancel) return 'this vendor cannot withdraw the link';
  return cancellation?.isRefused ? 'the vendor does not withdraw the link' : 'the vendor has withdrawn the link';
}

function entriesOf({ deliveries }: InterviewRecord): [string, DeliveryState][] {
  return Object.entries(deliveries);
}

function withoutStop(text: string): string {
  return text.replace(/[.!?\s]+$/, '');
}
