import { hash } from 'node:crypto';
import type { Known } from '../interviews/plan.ts';
import { invitationMail } from '../interviews/record.ts';
import type { Destination, Document } from '../outbox/destination.ts';
import { candidateOf } from './relocate.ts';

type Parts = {
  /** Makes the application of a candidate due. */
  notify: (account: string, candidateId: string) => Promise<unknown>;
};

/**
 * The application that an interview belongs to, which is told of every change to it by way of the outbox: no crash can
 * keep a result from its timeline.
 */
export function createNotice({ notify }: Parts): Destination<Known> {
  return {
    id: 'application',
    circuit: 'application',
    documents: (known) => (known.record.origin.door === 'stage' ? [noticeOf(known)] : []),
    async write({ record }) {
      await notify(record.account, candidateOf(record));
      return { outcome: 'acknowledged', answer: { text: 'application notified' } };
    },
  };
}

function noticeOf({ record, outcome }: Known): Document {
  return {
    key: 'state',
    label: outcome.status,
    /** Of everything that its timeline may depend on. */
    get digest() {
      const { invitation, candidateLink, cancellation, rescheduled: { from, to } = {} } = record;
      const refusedAt = record.deliveries[invitationMail]?.failed?.at;
      const seldom = [...(to === undefined ? [] : [from, to]), ...(refusedAt === undefined ? [] : ['mail', refusedAt])];
      const told = [invitation, candidateLink, cancellation, outcome, ...seldom];
      return hash('sha256', JSON.stringify(told), 'base64url').slice(0, 22);
    },
    body: '',
    outline: () => ({}),
    isScoreAboveMaximum: false,
  };
}
