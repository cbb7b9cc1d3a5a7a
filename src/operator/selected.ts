import type { Context } from '../applications/context.ts';
import { entriesOf as timelineEntriesOf } from '../applications/entries.ts';
import type { ApplicationRecord } from '../applications/record.ts';
import type { BridgeAccount } from '../bridge-accounts.ts';
import { outcomeOf } from '../interviews/outcome.ts';
import { deliveryOf, type InterviewRecord } from '../interviews/record.ts';
import { type Standing, standingOf } from '../outbox/delivery.ts';
import { type Document, deliveryKey } from '../outbox/destination.ts';
import { kindOf } from '../store/ids.ts';
import type { BridgeParts } from './parts.ts';
import { hasStageDoor, knownContextOf, type StageDoorAccount } from './queries/application-context.ts';
import { earlierStandingOf } from './queries/deliveries.ts';
import { readApplication, readRecord } from './read-record.ts';

export type DeliveryStateName =
  | 'failed'
  | 'refused'
  | 'waiting'
  | 'acknowledged'
  | 'dismissed'
  | 'open'
  | 'not_invited';

/** Something with deliveries, and how they stand together. `at`: when it was created or, of failed ones, failed. */
export type Selected = SelectedInterview | SelectedApplication;

export type SelectedInterview = {
  kind: 'interview';
  at: number;
  record: InterviewRecord;
  account: BridgeAccount;
  state: DeliveryStateName;
};

export type SelectedApplication = {
  kind: 'application';
  at: number;
  record: ApplicationRecord;
  account: StageDoorAccount;
  context: Context;
  state: DeliveryStateName;
};

type Place = { at: number; account: BridgeAccount };
type Parts = Pick<BridgeParts, 'storage' | 'now'>;

/** If there are several documents, the one that most needs attention decides. */
const urgency: readonly Standing[] = ['failed', 'waiting', 'refused', 'dismissed', 'acknowledged'];

/** The delivery state of an interview, in one word. */
export function deliveryStateOf(record: InterviewRecord, account: BridgeAccount, now: number): DeliveryStateName {
  const outcome = outcomeOf(record, account.policy, now);
  const standings = account.destinations.flatMap((destination) =>
    destination
      .documents({ record, outcome })
      .map((document) => standingOf(deliveryOf(record, deliveryKey(destination, document)), document)),
  );
  const standing = urgency.find((each) => standings.includes(each));
  // The candidate has the mail: what is to come is the result.
  const isPending = standing === undefined || (outcome.status === 'pending' && standing === 'acknowledged');
  if (!isPending) return standing;
  return ['wanted', 'not-invited'].includes(record.invitation.state) ? 'not_invited' : 'open';
}

/** What ought to stand on the timeline of an application, by the keys of its deliveries. */
export function entryDocumentsOf(
  { record, account, context }: Pick<SelectedApplication, 'record' | 'account' | 'context'>,
  now: number,
): { key: string; document: Document }[] {
  const timeline = { record, entries: timelineEntriesOf(record, context, now), context };
  return account.stage.destinations.flatMap((destination) =>
    destination.documents(timeline).map((document) => ({ key: deliveryKey(destination, document), document })),
  );
}

/** The state of all its entries, those that once were to be written included. */
function entryStateOf(of: Pick<SelectedApplication, 'record' | 'account' | 'context'>, now: number): DeliveryStateName {
  const { deliveries } = of.record;
  const wanted = entryDocumentsOf(of, now);
  const past = Object.entries(deliveries).filter(([key]) => !wanted.some((each) => each.key === key));
  const standings = [
    ...wanted.map(({ key, document }) => standingOf(deliveries[key] ?? {}, document)),
    ...past.map(([, state]) => earlierStandingOf(state)),
  ];
  return urgency.find((each) => standings.includes(each)) ?? 'open';
}

/**
 * What an id leads to, as it is now. Undefined where there is nothing, or nothing that can be read, which `onUnreadable`
 * hears, or where it is of another account: an index is no proof.
 */
export async function readSelected(
  parts: Parts,
  id: string,
  place: Place,
  onUnreadable: (why: string) => void,
): Promise<Selected | undefined> {
  const { storage, now } = parts;
  if (kindOf(id) !== 'application') {
    const record = await readRecord(storage, id, onUnreadable);
    return record && selectedOf(record, place, now());
  }
  const record = await readApplication(storage, id, onUnreadable);
  const { account, at } = place;
  if (record?.account !== account.name || !hasStageDoor(account)) return undefined;
  const of = { record, account, context: await knownContextOf(parts, account, record) };
  return { kind: 'application', at, ...of, state: entryStateOf(of, now()) };
}

/** Undefined where an index leads to the interview of another account: an index is no proof. */
export function selectedOf(
  record: InterviewRecord,
  { account, at }: Place,
  now: number,
): SelectedInterview | undefined {
  if (record.account !== account.name) return undefined;
  return { kind: 'interview', record, account, at, state: deliveryStateOf(record, account, now) };
}

/** How programs name what an id is of. */
export function idFieldOf(id: string): { interview_id: string } | { application_id: string } {
  return kindOf(id) === 'application' ? { application_id: id } : { interview_id: id };
}
