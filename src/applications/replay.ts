import { dismissed, dueNow, firstFailedAt, replayed, withDeliveries } from '../outbox/delivery.ts';
import { type ChangeParts, changeApplication } from './change.ts';
import { withLine } from './history.ts';

/**
 * Forgets how the entries of an application ended, so that each that ought to stand on the timeline and does not is due
 * again. One that may have been written is looked for first. Resolves to whether there is such an application.
 */
export async function replayApplication(parts: ChangeParts, id: string): Promise<boolean> {
  const changed = await changeApplication(parts, id, (record) =>
    withLine(withDeliveries(record, replayed), parts.now(), 'replayed by an operator'),
  );
  return changed !== 'gone';
}

/** Ends the alarm about failed entries of an application. `unchanged`: none has failed, or all were dismissed before. */
export function dismissApplication(parts: ChangeParts, id: string): Promise<'changed' | 'unchanged' | 'gone'> {
  const { now } = parts;
  return changeApplication(parts, id, (record) =>
    firstFailedAt(record) === undefined
      ? undefined
      : withLine(
          withDeliveries(record, (delivery) => dismissed(delivery, now())),
          now(),
          'failed entry dismissed by an operator',
        ),
  );
}

/** Makes the next try of every entry due that waits for one. `event`: a line for its history. */
export async function tryApplicationNow(parts: ChangeParts, id: string, event: string): Promise<void> {
  const { now } = parts;
  await changeApplication(parts, id, (record) =>
    withLine(
      withDeliveries(record, (delivery) => dueNow(delivery, now())),
      now(),
      event,
    ),
  );
}
