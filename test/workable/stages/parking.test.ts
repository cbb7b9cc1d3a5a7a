import { expect, test } from 'vitest';
import type { Note } from '../../../src/interviews/ports.ts';
import { type ConnectionRecord, newConnection } from '../../../src/workable/stages/connection.ts';
import { createParking, notInvited, parkedUntil } from '../../../src/workable/stages/parking.ts';
import type { ConnectionStore } from '../../../src/workable/stages/parts.ts';

const second = 1_000;
const hour = 3_600 * second;
const member = 'bot@acme.test';
const comments = { job: 'DEV1', destinationId: 'comments' };
const rating = { job: 'DEV1', destinationId: 'rating' };

function given() {
  let record: ConnectionRecord = newConnection({ id: 'acme_connection', account: 'acme' }, 0);
  let now = 0;
  const notes: Note[] = [];
  const unparked: string[] = [];
  const onUnparked = async (account: string) => void unparked.push(account);
  const connections = {
    idOf: () => 'acme_connection',
    read: async () => ({ record, version: 1 }),
    async save(next: ConnectionRecord) {
      record = next;
      return { outcome: 'saved', circuits: {} };
    },
  } as unknown as ConnectionStore;
  const parking = createParking({ connections, now: () => now, emit: (note) => void notes.push(note), onUnparked });
  return {
    parking,
    notes,
    unparked,
    later(ms: number): void {
      now += ms;
    },
    until: (place = comments, by = member, applicationId?: string) => parkedUntil(record, place, by, applicationId),
    invitedAt: (applicationId: string) => notInvited(record, { job: 'DEV1', applicationId }, member)?.until,
    why: () => notInvited(record, { job: 'DEV1', applicationId: 'x' }, member)?.why,
  };
}

test('three refusals park a place for an hour at a time, and one line says so', async () => {
  const { parking, notes, later, until } = given();
  expect(await parking.refuse('acme', comments, { member })).toBe(30 * second);
  later(30 * second);
  expect(await parking.refuse('acme', comments, { member })).toBe(330 * second);
  later(300 * second);
  expect(notes).toEqual([]);
  expect(await parking.refuse('acme', comments, { member })).toBe(330 * second + hour);
  later(hour);
  await parking.refuse('acme', comments, { member });
  expect(notes).toEqual([{ event: 'connection', outcome: 'parked', account: 'acme', detail: 'DEV1' }]);
  expect(until()).toBe(330 * second + 2 * hour);
  await parking.allow('acme', comments);
  expect([until(), notes.at(-1)?.outcome]).toEqual([undefined, 'unparked']);
});

test('a refusal that is certain parks at once', async () => {
  const { parking, notes } = given();
  expect(await parking.refuse('acme', comments, { member, isCertain: true })).toBe(hour);
  expect(notes).toHaveLength(1);
});

test('other destinations, other jobs and other members go on', async () => {
  const { parking, until } = given();
  await parking.refuse('acme', rating, { member, isCertain: true });
  expect([until(rating), until(), until({ ...rating, job: 'DEV2' })]).toEqual([hour, undefined, undefined]);
  expect(until(rating, 'ada@acme.test')).toBeUndefined();
  await parking.refuse('acme', { destinationId: 'rating' }, { member, isCertain: true });
  expect(until({ ...rating, job: 'DEV2' })).toBe(hour);
});

test('where comments were refused, one application is let through an hour later, after the comments that wait', async () => {
  const { parking, later, until, invitedAt } = given();
  const try1 = (applicationId: string) => parking.mayTry('acme', 'DEV1', { member, applicationId });
  expect(await try1('a')).toBe(true);
  await parking.refuse('acme', comments, { member, isCertain: true });
  expect([await try1('a'), invitedAt('a')]).toEqual([false, hour + 300 * second]);
  later(hour);
  expect([until(), await try1('a')]).toEqual([hour, false]);
  later(300 * second);
  expect([await try1('b'), await try1('a'), await try1('b')]).toEqual([true, false, true]);
  // Its own comment does not wait; all else does, for another hour.
  expect([until(comments, member, 'b'), invitedAt('b')]).toEqual([undefined, undefined]);
  expect([until(comments, member, 'a'), invitedAt('a')]).toEqual([2 * hour + 300 * second, 2 * hour + 600 * second]);
  await parking.refuse('acme', comments, { member });
  expect(invitedAt('b')).toBe(2 * hour + 600 * second);
});

test('what the lists of Workable say against it is looked at again by all, and over once they do not', async () => {
  const { parking, notes, unparked, later, why } = given();
  const all = { destinationId: 'comments' };
  await parking.refuse('acme', all, { member, isCertain: true, why: 'member-inactive' });
  later(1);
  // However many find the same.
  expect(await parking.refuse('acme', all, { member, isCertain: true, why: 'member-inactive' })).toBe(hour);
  expect([why(), notes.length]).toEqual(['member-inactive', 1]);
  later(hour);
  expect(await parking.mayTry('acme', 'DEV1', { member, applicationId: 'a' })).toBe(true);
  expect([why(), unparked, notes.at(-1)?.outcome]).toEqual([undefined, ['acme'], 'unparked']);
});
