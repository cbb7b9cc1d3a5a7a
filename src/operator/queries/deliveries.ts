import type { ApplicationRecord } from '../../applications/record.ts';
import { describeAnswer } from '../../interviews/history.ts';
import { deliveryOf } from '../../interviews/record.ts';
import { type DeliveryState, failedAt, type Standing, standingOf } from '../../outbox/delivery.ts';
import { type Answer, deliveryKey } from '../../outbox/destination.ts';
import { answerText } from '../answer-text.ts';
import { iso } from '../iso.ts';
import type { Subject } from './interview-state.ts';

export type DeliveryView = {
  destination: string;
  document: string;
  state: Standing;
  /** Without success, of what is waiting. */
  tries: number;
  next_at?: string;
  /** In short, without what it says of a person. */
  answer?: string;
};

/** What ought to stand at each destination, and whatever else was once written there. */
export function deliveriesOf({ record, account, outcome }: Subject): DeliveryView[] {
  const wanted = account.destinations.flatMap((destination) =>
    destination.documents({ record, outcome }).map((document) => {
      const key = deliveryKey(destination, document);
      return [key, standingOf(deliveryOf(record, key), document)] as const;
    }),
  );
  const known = Object.entries(record.deliveries).flatMap(([key, state]) => {
    const standing = earlierStandingOf(state);
    return standing && !wanted.some(([other]) => other === key) ? [[key, standing] as const] : [];
  });
  return [...wanted, ...known].map(([key, standing]) => {
    const at = key.indexOf('/');
    const [destination, document] = [key.slice(0, at), key.slice(at + 1)];
    const { trying, failed } = deliveryOf(record, key);
    const answer = standing === 'waiting' ? trying?.answer : failed?.answer;
    return {
      destination,
      document,
      state: standing,
      tries: standing === 'waiting' ? (trying?.tries ?? 0) : 0,
      ...(standing === 'waiting' && trying ? { next_at: iso(trying.nextAt) } : {}),
      ...(answer ? { answer: answerLine(answer, record) } : {}),
    };
  });
}

export function answerLine(answer: Answer, record: Subject['record'] | ApplicationRecord): string {
  return `${describeAnswer(answer)} ${answerText(answer, record)}`.trim();
}

/** Of a document that is not wanted any more. */
export function earlierStandingOf(state: DeliveryState): Standing | undefined {
  if (state.failed) return failedAt(state) === undefined ? 'dismissed' : 'failed';
  if (state.refused) return 'refused';
  return state.acknowledged ? 'acknowledged' : undefined;
}
