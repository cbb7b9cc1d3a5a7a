import type { ApplicationRecord } from '../applications/record.ts';
import { accountOf } from './ids.ts';
import { areEach, type Fields, isDelivery, isFields, isOptional, isText, isTime } from './shape.ts';
import { unreadable } from './unreadable.ts';

/** Checks of everything that the code relies on. They run with every read, so they check nothing else. */
const shape: Readonly<Record<keyof ApplicationRecord, (value: unknown) => boolean>> = {
  id: isText,
  account: isText,
  candidateId: isText,
  createdAt: isTime,
  person: (value) =>
    isFields(value) && isTime(value.updatedAt) && isText(value.source) && isOptional(isText)(value.email),
  isForgotten: isOptional((value) => value === true),
  isLapsed: isOptional((value) => value === true),
  jobTitle: isOptional(isText),
  seen: areEach(isSeen),
  enrolments: areEach(isEnrolment),
  reading: (value) => isFields(value) && Number.isFinite(value.tries),
  againKey: isText,
  gone: isOptional((value) => isFields(value) && isTime(value.at)),
  deliveries: (value) => isFields(value) && Object.values(value).every(isDelivery),
  history: areEach((line) => isText(line.text) && isTime(line.at)),
};

/**
 * The record that was read under an id. Throws Failure `internal` if it has another id or is not a record: the cause
 * names the field, never the value.
 */
export function applicationOf(id: string, value: unknown): ApplicationRecord {
  if (!isFields(value)) throw unreadable('MISSHAPEN', `The data stored for ${id} is not a record`);
  if (value.id !== id) throw unreadable('MISPLACED', `The data stored for ${id} is the record of another application`);
  if (value.account !== accountOf(id)) {
    throw unreadable('MISPLACED', `The record stored for ${id} names another account`);
  }
  const wrong = Object.entries(shape).find(([name, isRight]) => !isRight(value[name]));
  if (wrong) throw unreadable('MISSHAPEN', `The record stored for ${id} is damaged: its field ${wrong[0]} is invalid`);
  return value as ApplicationRecord;
}

function isSeen(value: Fields): boolean {
  return (
    isTime(value.updatedAt) && isTime(value.first) && isOptional(isText)(value.job) && isOptional(isText)(value.stage)
  );
}

function isEnrolment(value: Fields): boolean {
  const texts = [value.job, value.stage, value.templateId];
  return Number.isSafeInteger(value.number) && texts.every(isText) && isTime(value.since) && isTime(value.at);
}
