import type { InterviewRecord } from '../interviews/record.ts';
import { accountOf } from './ids.ts';
import { areTexts, type Fields, isDelivery, isFields, isOptional, isText, isTime } from './shape.ts';
import { unreadable } from './unreadable.ts';

const invitations: readonly InterviewRecord['invitation']['state'][] = [
  'wanted',
  'inviting',
  'invited',
  'unclear',
  'not-invited',
];
const polledTimes: readonly (keyof InterviewRecord['polled'])[] = [
  'answeredAt',
  'unansweredSince',
  'notBefore',
  'hintedAt',
];
const conclusions: readonly string[] = ['completed', 'declined', 'expired'];

/** Checks of everything that the code relies on. They run with every read, so they check nothing else. */
const shape: Readonly<Record<keyof InterviewRecord, (value: unknown) => boolean>> = {
  id: isText,
  account: isText,
  templateId: isText,
  origin: (value) => isFields(value) && (value.door === 'provider' || value.door === 'stage') && isText(value.key),
  vendor: isText,
  movedTo: isOptional(isText),
  invitedAs: isOptional(isText),
  sharedBy: isOptional(areTexts),
  vendorRef: isOptional(isText),
  earlierRefs: isOptional(areTexts),
  candidateLink: isOptional(isText),
  references: isOptional(areTexts),
  linkOpenedAt: isOptional(isTime),
  mailsWanted: isOptional(Number.isFinite),
  rescheduled: isOptional((value) => isFields(value) && isTime(value.to) && isTime(value.at)),
  cancellation: isOptional((value) => isFields(value) && isTime(value.at) && isTime(value.nextAt)),
  candidate: (value) => isFields(value) && isText(value.email) && isOptional(isText)(value.firstName),
  jobId: isOptional(isText),
  jobTitle: isOptional(isText),
  createdAt: isTime,
  reportKey: isText,
  invitation: (value) =>
    isFields(value) && invitations.some((state) => state === value.state) && Number.isFinite(value.round),
  attempts: (value) => isFields(value) && Object.entries(value).every(([id, attempt]) => isAttempt(id, attempt)),
  candidateRefs: areTexts,
  polled: (value) => isFields(value) && polledTimes.every((name) => isOptional(isTime)(value[name])),
  complaints: isOptional(areTexts),
  concluded: isOptional(
    (value) => isFields(value) && conclusions.some((status) => status === value.status) && isTime(value.at),
  ),
  deliveries: (value) => isFields(value) && Object.values(value).every(isDelivery),
  history: (value) =>
    Array.isArray(value) && value.every((line) => isFields(line) && isText(line.text) && isTime(line.at)),
};

/**
 * The record that was read under an id. Throws Failure `internal` if it has another id or is not a record: the cause
 * names the field, never the value.
 */
export function recordOf(id: string, value: unknown): InterviewRecord {
  if (!isFields(value)) throw unreadable('MISSHAPEN', `The data stored for ${id} is not a record`);
  if (value.id !== id) throw unreadable('MISPLACED', `The data stored for ${id} is the record of another interview`);
  if (value.account !== accountOf(id)) {
    throw unreadable('MISPLACED', `The record stored for ${id} names another account`);
  }
  const wrong = Object.entries(shape).find(([name, isRight]) => !isRight(value[name]));
  if (wrong) throw unreadable('MISSHAPEN', `The record stored for ${id} is damaged: its field ${wrong[0]} is invalid`);
  return value as InterviewRecord;
}

function isAttempt(id: string, value: unknown): boolean {
  return (
    isFields(value) && value.id === id && isFields(value.since) && isFields(value.observed) && areSaid(value.observed)
  );
}

function areSaid(observed: Fields): boolean {
  return Object.values(observed).every(
    (said) => isFields(said) && isText(said.attemptId) && isText(said.state) && isTime(said.at),
  );
}
