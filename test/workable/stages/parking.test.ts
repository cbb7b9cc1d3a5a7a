import { expect, test } from 'vitest';
import type { Note } from '../../../src/interviews/ports.ts';
import { type ConnectionRecord, newConnection } from '../../../src/workable/stages/connection.ts';
import { createParking, parkedUntil } from '../../../src/workable/stages/parking.ts';
import type { ConnectionStore } from '../../../src/workable/stages/parts.ts';

const second = 1_000;
const hour = 3_600 * second;
const comments = { job: 'DEV1', destinationId: 'comments' };
const rating = { job: 'DEV1', destinationId: 'rating' };

function given() {
  let record: ConnectionRecord = newConnection({ id: 'acme_connection', account: 'acme' }, 0);
  let now = 0;
  const notes: Note[] = [];
  const connections = {
    idOf: () => 'acme_connection',
    read: async () => ({ record, version: 1 }),
    async save(next: ConnectionRecord) {
      record = next;
      return { outcome: 'saved', circuits: {} };
    },
  } as unknown as ConnectionStore;
  const parking = createParking({ connections, now: () => now, emit: (note) => void notes.push(note) });
  return {
    parking,
    notes,
    later(ms: number): void {
      now += ms;
    },
    until: (place = comments, member = 'bot@acme.test') => parkedUntil(record, place, member),
  };
}

const member = 'bot@acme.test';

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
