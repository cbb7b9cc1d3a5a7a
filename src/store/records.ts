import { randomUUID } from 'node:crypto';
import {
  type Lease,
  type Leased,
  type RecordStore,
  type SaveOptions,
  type SaveResult,
  type Schedule,
  soonest,
  type Versioned,
} from '../records.ts';
import { batch } from './batch.ts';
import { type CircuitNames, circuitArgs, scheduleFrom, sendTimesText, statesFrom } from './circuits.ts';
import type { Codec } from './codec.ts';
import type { Confirmation } from './confirmation.ts';
import type { Decryption } from './decryption.ts';
import { accountOf, kindOf } from './ids.ts';
import { leaseKey, parseStored, recordKey } from './keys.ts';
import { createRelease } from './lease.ts';
import type { NextTimes } from './next-times.ts';
import { leaseRecord } from './scripts/lease-record.ts';
import { saveRecord } from './scripts/save-record.ts';
import type { StoreRedis } from './scripts/script.ts';
import { unreadable } from './unreadable.ts';

export type RecordParts = {
  redis: StoreRedis;
  confirmed: Confirmation['confirmed'];
  codec: Codec;
  decryption: Decryption;
  nextTimes: Pick<NextTimes, 'note'>;
  circuits: CircuitNames;
};

/** What differs between the kinds of records. */
export type Kind<Kept> = {
  /** As ids name it. */
  name: string;
  /** The record in what was stored under an id. Throws Failure `internal` for what is none, or has another id. */
  recordOf(id: string, json: unknown): Kept;
  /** When it is listed, epoch ms, in the list of its kind; absent where that list is made otherwise. */
  listedAt?(record: Kept): number;
  /** When the first of its deliveries failed that a person has to look at, epoch ms. */
  failedAt(record: Kept): number | undefined;
  /** Indexes of this kind alone: by the name of each, the number under which the record is there; undefined if it is not. */
  marksOf?(record: Kept): Readonly<Record<string, number | undefined>>;
  /** It will be read rarely: it is compressed. */
  isSettled(record: Kept, schedule: Schedule): boolean;
  /** Digests of the vendor's references to it and to the candidate, by which it is found. */
  candidateRefDigests(record: Kept): Promise<readonly string[]>;
};

export type Records<Kept> = RecordStore<Kept> & {
  /** Stores a new record; false where there is one of its id. */
  add(record: Kept, schedule: Schedule): Promise<boolean>;
  encrypt(record: Kept): Buffer;
  /** Throws Failure `internal` for what is not to be trusted: it stays so, however often Redis is asked. */
  open(id: string, stored: Buffer): Promise<Versioned<Kept>>;
};

/**
 * Records of one kind. Every change of one with its places in the indexes is one script: all of it or nothing. Rejects
 * with the error of Redis, which `available` turns into a Failure.
 */
export function createRecords<Kept extends { id: string }>(
  { redis, confirmed, codec, decryption, nextTimes, circuits }: RecordParts,
  kind: Kind<Kept>,
): Records<Kept> {
  const readAll = (ids: readonly string[]) => redis.mgetBuffer(ids.map(recordKey));
  const readOne = batch((_account, ids: readonly string[]) => readAll(ids));
  const readOneSurely = batch((account, ids: readonly string[]) => confirmed(account, () => readAll(ids)));
  const saveOne = saveRecord.inBatches(redis, confirmed);
  const leaseOne = leaseRecord.inBatches(redis);
  const release = createRelease(redis);
  return {
    add,
    read: (id) => readWith(readOne, id),
    readSurely: (id) => readWith(readOneSurely, id),
    save: write,
    acquire,
    release,
    encrypt: (record) => encrypt(record, false),
    open,
  };

  async function readWith(one: typeof readOne, id: string): Promise<Versioned<Kept> | undefined> {
    if (kindOf(id) !== kind.name) return undefined;
    const stored = await one(accountOf(id), id);
    return stored ? open(id, stored) : undefined;
  }

  async function add(record: Kept, schedule: Schedule): Promise<boolean> {
    return (await write(record, 'none', schedule)).outcome === 'saved';
  }

  async function write(
    record: Kept,
    version: number | 'none',
    schedule: Schedule,
    { under, onSent }: SaveOptions = {},
  ): Promise<SaveResult> {
    const { id } = record;
    const account = accountOf(id);
    const keys = { record: recordKey(id), lease: under?.key ?? leaseKey(id) };
    const args = {
      id,
      version,
      content: encrypt(record, kind.isSettled(record, schedule)),
      due_at: schedule.dueAt,
      failed_at: kind.failedAt(record) ?? '',
      send_at: sendTimesText(circuits, schedule.sendAt),
      token: under?.token ?? '',
      lease_ms: under?.ms ?? '',
      listed_at: (version === 'none' ? kind.listedAt?.(record) : undefined) ?? '',
      is_planned: schedule.isUnplanned ? '' : '1',
      marks: marksText(kind.marksOf?.(record) ?? {}),
      ...circuitArgs(account, circuits),
    };
    const saving = saveOne(account, { keys, args, list: await kind.candidateRefDigests(record), onSent });
    // A process that works on it claims what is due of the account again afterwards.
    if (!under) nextTimes.note(account, soonest(schedule));
    const saved = await saving;
    return { outcome: saved.outcome, circuits: statesFrom(circuits, saved.circuits) };
  }

  async function acquire(id: string, ms: number): Promise<Leased<Kept> | undefined> {
    const account = accountOf(id);
    const lease: Lease = { key: leaseKey(id), token: randomUUID() };
    const keys = { record: recordKey(id), lease: lease.key };
    const args = { id, token: lease.token, lease_ms: ms, ...circuitArgs(account, circuits) };
    const leased = await leaseOne(account, { keys, args });
    if (leased === undefined) return undefined;
    try {
      const schedule = scheduleFrom(circuits, leased.times);
      return {
        id,
        schedule,
        lease,
        circuits: statesFrom(circuits, leased.circuits),
        ...(await open(id, leased.stored)),
      };
    } catch (error) {
      await release(lease);
      throw error;
    }
  }

  function encrypt(record: Kept, isSettled: boolean): Buffer {
    const text = JSON.stringify(record);
    const place = recordKey(record.id);
    return isSettled ? codec.encryptCompressed(text, place) : codec.encrypt(text, place);
  }

  async function open(id: string, stored: Buffer): Promise<Versioned<Kept>> {
    const { version, content } = parseStored(stored);
    if (!Number.isSafeInteger(version)) throw unreadable('MISSHAPEN', `What is stored for ${id} has no version`);
    return { record: kind.recordOf(id, await decryption.json(content, recordKey(id))), version };
  }
}

function marksText(marks: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(marks)
    .map(([name, at]) => `${name}=${at ?? ''}`)
    .join(',');
}
