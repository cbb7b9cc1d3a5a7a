import { afterAll, beforeEach, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import { createEventStreams, eventShardOf } from '../../src/store/events.ts';
import { eventsKey } from '../../src/store/keys.ts';
import { type Connection, connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { day, hour } from '../../testing/times.ts';
import { until } from '../../testing/world.ts';

const shard = eventShardOf('acme');
const key = eventsKey(shard);

let connection: Connection;
let streams: ReturnType<typeof createEventStreams>;
beforeEach(async () => {
  connection?.disconnect();
  connection = connectRedis({ kind: 'single', url: await emptyDatabase() }, 'prompt');
  await untilReady(connection, 10_000);
  streams = createEventStreams(withScripts(connection));
});
afterAll(() => disconnect(connection));

function append(count: number): { lost: number } {
  const seen = { lost: 0 };
  for (let i = 0; i < count; i += 1) {
    streams.append('acme', `{"number":${i}}`, () => {
      seen.lost += 1;
    });
  }
  return seen;
}

async function lengthIs(count: number): Promise<void> {
  await until(`there are ${count} events`, async () => (await connection.xlen(key)) === count);
}

it('does not let more events wait for Redis than it can hold, and says which are lost', async () => {
  const seen = append(limits.eventsWaiting + 3);
  expect(seen.lost).toBe(3);
  await lengthIs(limits.eventsWaiting);
  append(1);
  await lengthIs(limits.eventsWaiting + 1);
  expect(seen.lost).toBe(3);
});

it('keeps the newest events of a stream', async () => {
  for (const _ of ['first', 'second']) {
    append(limits.eventsWaiting);
    await until('they are taken', async () => {
      const [last] = await connection.xrevrange(key, '+', '-', 'COUNT', 1);
      return last?.[1][1] === `{"number":${limits.eventsWaiting - 1}}`;
    });
    await connection.xadd(key, '*', 'event', '{}');
  }
  const length = await connection.xlen(key);
  expect(length).toBeGreaterThanOrEqual(limits.eventsOfStream);
  // Redis cuts off whole nodes.
  expect(length).toBeLessThan(limits.eventsOfStream + 200);
});

it('removes what is too old as soon as something happens, and all of it when nothing does', async () => {
  const now = Date.now();
  await connection.xadd(key, `${now - limits.eventsMs - day}-0`, 'event', '{"number":"old"}');
  await connection.xadd(key, `${now - limits.eventsMs + hour}-0`, 'event', '{"number":"young"}');
  append(1);
  await until('it was cleared', async () => (await connection.pttl(key)) > 0);
  const kept = await connection.xrange(key, '-', '+');
  expect(kept.map(([, [, text]]) => text)).toEqual(['{"number":"young"}', '{"number":0}']);
  expect(await connection.pttl(key)).toBeGreaterThan(limits.eventsMs);
  expect(await connection.pttl(key)).toBeLessThan(limits.eventsMs + day);
});

it('tells a reader whose next event is gone, and none of whom nothing is missing', async () => {
  append(3);
  await lengthIs(3);
  const [first, second, third] = (await connection.xrange(key, '-', '+')).map(([id]) => id) as [string, string, string];
  const read = (id: string, isRead: boolean) => streams.read(shard, { id, isRead }, 10);
  await connection.xtrim(key, 'MAXLEN', '=', 1);

  expect(await read(first, false)).toBeUndefined();
  expect(await read(second, false)).toBeUndefined();
  expect(await read(third, false)).toEqual([expect.objectContaining({ id: third })]);
  expect(await read(third, true)).toEqual([]);
  // What was read may have gone by its age, and nothing else with it.
  expect(await read(second, true)).toEqual([expect.objectContaining({ id: third })]);
  // One that was erased is not missed.
  append(1);
  await lengthIs(2);
  const [, fourth = ''] = (await connection.xrange(key, '-', '+')).map(([id]) => id);
  await connection.xdel(key, fourth);
  expect(await read(fourth, false)).toEqual([]);
});

it('tells a reader behind whom a stream ran full', async () => {
  append(1);
  await lengthIs(1);
  const [place] = await streams.newest([shard]);
  append(limits.eventsWaiting);
  await lengthIs(limits.eventsWaiting + 1);
  expect(await streams.read(shard, place!, 10)).toHaveLength(10);
  await connection.xtrim(key, 'MAXLEN', '=', limits.eventsWaiting - 1);
  expect(await streams.read(shard, place!, 10)).toBeUndefined();
});
