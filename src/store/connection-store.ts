import type { ConnectionRecord } from '../workable/stages/connection.ts';
import type { CircuitNames } from './circuits.ts';
import { createErase } from './erase-any.ts';
import { accountOf } from './ids.ts';
import type { Kind, Records } from './records.ts';
import type { StoreRedis } from './scripts/script.ts';
import { areEach, isFields, isOptional, isText, isTime } from './shape.ts';
import { available } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

type Parts = { redis: StoreRedis; records: Records<ConnectionRecord>; circuits: CircuitNames };

/** There is one of each account. */
function connectionId(account: string): string {
  return `${account}_connection.workable-stage-door`;
}

/** The bridge's memory of how accounts stand at Workable. */
export function createConnectionStore({ redis, records, circuits }: Parts) {
  const { read, readSurely, save, acquire, release, add } = records;
  const erase = createErase(redis, circuits);
  return { idOf: connectionId, ...available({ read, readSurely, save, acquire, release, add, erase }) };
}

export const connectionKind: Kind<ConnectionRecord> = {
  name: 'connection',
  recordOf: connectionOf,
  failedAt: () => undefined,
  isSettled: () => false,
  candidateRefDigests: async () => [],
};

/** Checks of everything that the code relies on. */
const shape: Readonly<Record<keyof ConnectionRecord, (value: unknown) => boolean>> = {
  id: isText,
  account: isText,
  createdAt: isTime,
  subdomain: isOptional(isText),
  company: isOptional(isText),
  aheadMs: isOptional(Number.isFinite),
  refusedSince: isOptional(isTime),
  tasks: (value) =>
    isFields(value) &&
    Object.values(value).every((each) => isFields(each) && isTime(each.nextAt) && Number.isFinite(each.tries)),
  subscriptions: areEach(
    (each) => isText(each.event) && isText(each.nonce) && isText(each.credential) && isTime(each.madeAt),
  ),
  unsupported: (value) => Array.isArray(value) && value.every(isText),
  unsupportedAt: isOptional(isTime),
  poll: (value) => isFields(value) && isOptional(isTime)(value.goodUntil) && isOptional(isText)(value.next),
  baselines: (value) =>
    isFields(value) && Object.values(value).every((each) => isFields(each) && isTime(each.startedAt)),
  compare: isOptional((value) => isFields(value) && isTime(value.startedAt) && Array.isArray(value.done)),
  stageNaming: isOptional(isText),
  followed: isOptional(isText),
  triggers: isOptional(
    areEach((each) => isText(each.id) && isText(each.job) && isText(each.stage) && isText(each.state)),
  ),
  discover: isOptional((value) => isFields(value) && isTime(value.startedAt)),
  lost: isOptional(
    (value) => isFields(value) && Object.values(value).every((each) => isFields(each) && isText(each.why)),
  ),
  backFills: isOptional(
    (value) => isFields(value) && Object.values(value).every((each) => isFields(each) && isTime(each.startedAt)),
  ),
  away: isOptional((value) => isFields(value) && isTime(value.since) && isTime(value.until)),
  parked: (value) => isFields(value) && Object.values(value).every((each) => isFields(each) && isTime(each.retestAt)),
};

function connectionOf(id: string, value: unknown): ConnectionRecord {
  if (!isFields(value)) throw unreadable('MISSHAPEN', `The data stored for ${id} is not a record`);
  if (value.id !== id || value.account !== accountOf(id)) {
    throw unreadable('MISPLACED', `The data stored for ${id} is the record of another account`);
  }
  const wrong = Object.entries(shape).find(([name, isRight]) => !isRight(value[name]));
  if (wrong) throw unreadable('MISSHAPEN', `The record stored for ${id} is damaged: its field ${wrong[0]} is invalid`);
  return value as ConnectionRecord;
}
