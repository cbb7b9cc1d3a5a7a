import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAccountErasure } from '../../src/store/erase-account.ts';
import { createRateLimits } from '../../src/store/rate-limits.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { emptyDatabase } from '../../testing/database.ts';

const now = Date.UTC(2026, 0, 1, 12);
const window = now / 10_000;
const second = 1_000;

let redis: Redis;
let rates: ReturnType<typeof createRateLimits>;
beforeAll(async () => {
  redis = new Redis(await emptyDatabase());
  rates = createRateLimits(withScripts(redis));
});
beforeEach(async () => void (await redis.flushdb()));
afterAll(() => void redis.disconnect());

type Asked = Parameters<typeof rates.take>[1];
const ask = (id: string, changes: Partial<Asked> = {}) =>
  rates.take('acme', { id, priority: 'note', since: now, now, window, share: 6, ...changes });

/** So many notes have a place in the window. */
async function fill(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) expect(await ask(`filler ${i}`)).toBe('taken');
}

const noted = { now, window, answeredIn: window };

test('a call without a window waits, and keeps its place', async () => {
  expect(await ask('first', { window: undefined, since: now - 5 })).toBe('next-window');
  await fill(5);
  expect(await ask('late')).toBe('next-window');
  expect(await ask('first', { since: now - 5 })).toBe('taken');
});

test('a call that has a place waits no more, however often it asks', async () => {
  expect(await ask('one')).toBe('taken');
  expect((await rates.use('acme', { now, window })).waiting.note).toBe(0);
});

test('answers that overtake each other leave the least for all', async () => {
  await fill(3);
  await rates.note('acme', { ...noted, limit: 10, remaining: 2 });
  await rates.note('acme', { ...noted, limit: 10, remaining: 4 });
  await rates.note('acme', { ...noted, limit: 10, remaining: 3 });
  expect(await ask('fourth')).toBe('taken');
  expect(await ask('fifth')).toBe('soon');
  await rates.note('acme', { ...noted, limit: 10, remaining: 1 });
  expect(await ask('fifth')).toBe('next-window');
});

test('an answer that says nothing of what is left counts as one', async () => {
  await fill(2);
  await rates.note('acme', { ...noted, limit: 10, remaining: 3 });
  await rates.note('acme', noted);
  expect(await ask('third')).toBe('taken');
  await rates.note('acme', noted);
  expect(await ask('fourth')).toBe('next-window');
});

test('calls under way may have what is left', async () => {
  await fill(4);
  await rates.note('acme', { ...noted, limit: 10, remaining: 4 });
  // Three of them may be among the four that are left: one is the last that anyone may have.
  expect(await ask('fifth')).toBe('soon');
  for (const remaining of [4, 4, 4]) await rates.note('acme', { ...noted, limit: 10, remaining });
  expect(await ask('fifth')).toBe('taken');
});

test('a call that was answered in the next window has a place in both, and tells of neither', async () => {
  await fill(1);
  await rates.note('acme', { ...noted, answeredIn: window + 1, limit: 10, remaining: 1 });
  const next = { now: now + 10 * second, window: window + 1 };
  for (let i = 0; i < 5; i += 1) expect(await ask(`filler ${i}`, next)).toBe('taken');
  expect(await ask('one more', next)).toBe('next-window');
});

test('a call that was one too many stops all until then, and no longer', async () => {
  await fill(1);
  const stopUntil = now + 10 * second;
  await rates.note('acme', { ...noted, stopUntil });
  expect(await ask('person', { priority: 'person' })).toEqual({ stoppedUntil: stopUntil });
  expect(await ask('person', { priority: 'person', now: stopUntil, window: window + 1 })).toBe('taken');
});

test('a stop that was noted by a wrong clock is none, and does not hide a right one', async () => {
  await rates.note('acme', { ...noted, now: now + 3_600_000, stopUntil: now + 3_610_000 });
  expect(await ask('one')).toBe('taken');
  await rates.note('acme', { ...noted, stopUntil: now + 5 * second });
  expect(await ask('two')).toEqual({ stoppedUntil: now + 5 * second });
});

test('all of it ends by itself but what is known of the limit, and that with the account', async () => {
  await ask('waiting', { window: undefined });
  await ask('truth', { priority: 'truth' });
  await ask('bulk', { priority: 'bulk' });
  await rates.note('acme', { ...noted, limit: 10, remaining: 5, stopUntil: now + second });
  await rates.note('acme', { ...noted, answeredIn: window + 1 });
  const names = await redis.keys('*');
  const lives = await Promise.all(names.map(async (name) => [name, await redis.pttl(name)] as const));
  expect(lives.filter(([, ms]) => ms < 0).map(([name]) => name)).toEqual(['bridge:{acme}:rate']);
  expect(names.toSorted().map((name) => name.replace(/:\d+$/, ':<number>'))).toEqual([
    'bridge:{acme}:rate',
    'bridge:{acme}:rate-asked',
    'bridge:{acme}:rate-day:<number>',
    'bridge:{acme}:rate-waiting-note',
    'bridge:{acme}:rate-window:<number>',
    'bridge:{acme}:rate-window:<number>',
  ]);
  const { eraseRest } = createAccountErasure(withScripts(redis), { forget: async () => undefined }, []);
  await eraseRest('acme');
  expect((await redis.keys('*')).filter((name) => !/rate-(day|window):/.test(name))).toEqual([]);
});
