import { describeAnswer } from '../interviews/history.ts';
import { attemptsOf, type InterviewRecord } from '../interviews/record.ts';
import { describeScore } from '../interviews/score.ts';
import type { DeliveryState } from '../outbox/delivery.ts';
import { answerText } from './answer-text.ts';
import { iso } from './iso.ts';
import type { InterviewView } from './queries/interview-view.ts';
import type { DeliveryStateName } from './selected.ts';

/** How an interview stands. `delivery`: its deliveries together. */
export type Stood = Pick<InterviewView, 'state' | 'reason' | 'next'> & {
  delivery: DeliveryStateName;
  isQueued: boolean;
};

/** What `bridge show --json` prints. */
export function interviewData(record: InterviewRecord, { state, reason, next, delivery, isQueued }: Stood): object {
  const { invitation, concluded } = record;
  return {
    interview_id: record.id,
    account: record.account,
    template_id: record.templateId,
    created_at: iso(record.createdAt),
    invitation: {
      state: invitation.state,
      ...('failure' in invitation ? { at: iso(invitation.at), message: invitation.failure.message } : {}),
    },
    concluded: concluded ? { status: concluded.status, at: iso(concluded.at) } : null,
    state,
    reason,
    ...(next ? { next } : {}),
    delivery,
    replay_queued: isQueued,
    deliveries: Object.values(record.deliveries).map((delivery) => deliveryData(delivery, record)),
    attempts: attemptsOf(record).map(({ attemptId, vendorStatus, state: attemptState, score }) => ({
      attempt_id: attemptId,
      status: vendorStatus ?? attemptState,
      score: score ? describeScore(score) : null,
    })),
    history: record.history.map(({ at, text }) => ({ at: iso(at), text })),
  };
}

function deliveryData({ acknowledged, inFlight, trying, failed }: DeliveryState, record: InterviewRecord): object {
  return {
    ...(acknowledged ? { acknowledged: { document: acknowledged.label, at: iso(acknowledged.at) } } : {}),
    ...(inFlight ? { in_flight_since: iso(inFlight.since) } : {}),
    ...(trying
      ? { tries: { count: trying.tries, answer: describeAnswer(trying.answer), next_at: iso(trying.nextAt) } }
      : {}),
    ...(failed
      ? {
          failed: {
            at: iso(failed.at),
            answer: `${describeAnswer(failed.answer)} ${answerText(failed.answer, record)}`.trim(),
            ...(failed.dismissedAt === undefined ? {} : { dismissed_at: iso(failed.dismissedAt) }),
          },
        }
      : {}),
  };
}
