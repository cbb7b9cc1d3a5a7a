import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { RequestError } from '../../../src/http/request.ts';
import { limits } from '../../../src/limits.ts';
import { createRateLimits } from '../../../src/store/rate-limits.ts';
import { withScripts } from '../../../src/store/scripts.ts';
import { createLimiter, type Limiter, type Turn } from '../../../src/workable/api/limiter.ts';
import { type Priority, priorities } from '../../../src/workable/api/priority.ts';
import { SpiError } from '../../../src/workable/api/spi-error.ts';
import { emptyDatabase } from '../../../testing/database.ts';
import { hour, minute, second } from '../../../testing/times.ts';
import { unlimited } from '../../../testing/unlimited.ts';
import { type Counted, countingServer } from './counting-server.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

/** Three seconds into a window. */
const t0 = Date.UTC(2026, 0, 1, 12, 0, 3);

let redis: Redis;
let time: VirtualTime;
let ids = 0;

beforeAll(async () => {
  redis = new Redis(await emptyDatabase());
});
beforeEach(async () => {
  await redis.flushdb();
  time = virtualTime(t0);
});
afterAll(() => void redis.disconnect());

/** The limiter of one process, whose clock is so much ahead. */
function limiterOf({ share = 6, aheadMs = 0, account = 'acme' } = {}): Limiter {
  return createLimiter({
    store: time.watched(createRateLimits(withScripts(redis))),
    account,
    share,
    now: () => time.now() + aheadMs,
    sleep: time.sleep,
    newId: () => String(++ids),
  });
}

const turnOf = (priority: Priority, more: Partial<Turn> = {}): Turn => ({ priority, ...unlimited, ...more });

/** So many calls of a class at once; resolves when all have been answered. */
function calls(limiter: Limiter, server: ReturnType<typeof countingServer>, count: number, priority: Priority) {
  return Promise.all(Array.from({ length: count }, () => limiter.run(turnOf(priority), () => server.answer(priority))));
}

/** One call, after which the clock of the server is known. */
async function learn(limiter: Limiter, server: ReturnType<typeof countingServer>, priority: Priority = 'note') {
  await time.until(
    limiter.run(turnOf(priority), () => server.answer(priority)),
    hour,
  );
}

function byWindow(counted: readonly Counted[]): string[][] {
  const windows = [...new Set(counted.map(({ window }) => window))].toSorted((a, b) => a - b);
  return windows.map((window) => counted.filter((each) => each.window === window).map(({ label }) => label));
}

const sizes = (counted: readonly Counted[]) => byWindow(counted).map(({ length }) => length);

describe('a limiter', () => {
  test('sends its share in a window, and the rest in the next ones', async () => {
    const server = countingServer(time);
    await time.until(calls(limiterOf(), server, 20, 'note'), hour);
    expect(sizes(server.counted)).toEqual([6, 6, 6, 2]);
  });

  test.each([
    [10, 6, 6],
    [10, 9, 9],
    [10, 1, 1],
    [50, 6, 32],
    [50, 9, 49],
    [5, 1, 1],
    [2, 6, 1],
  ])('with a limit of %d and a share of %d sends %d', async (limit, share, sent) => {
    const server = countingServer(time, { limit });
    const limiter = limiterOf({ share });
    await learn(limiter, server);
    await time.until(calls(limiter, server, 2 * sent + 2, 'note'), hour);
    expect(Math.max(...sizes(server.counted).slice(1))).toBe(sent);
    expect(server.refused()).toEqual([]);
  });

  test.each(['', '10.5', '-1', '1', String(limits.spiRateLimit + 1), 'many'])(
    'takes a limit of "%s" for no news',
    async (header) => {
      const server = countingServer(time);
      const limiter = limiterOf();
      const answer = async () => {
        const { headers, ...rest } = await server.answer('note');
        return { ...rest, headers: { ...headers, 'x-rate-limit-limit': header } };
      };
      await time.until(limiter.run(turnOf('note'), answer), hour);
      expect((await limiter.use()).limit).toBe(10);
    },
  );

  test('lets a person exceed the share by two, and never have it all', async () => {
    for (const [share, most] of [
      [6, 8],
      [5, 7],
      [7, 8],
      [8, 8],
      [9, 9],
    ] as const) {
      await redis.flushdb();
      time = virtualTime(t0);
      const server = countingServer(time);
      const limiter = limiterOf({ share });
      await learn(limiter, server);
      await time.until(calls(limiter, server, 30, 'person'), hour);
      expect([share, Math.max(...sizes(server.counted))]).toEqual([share, most]);
      expect(server.refused()).toEqual([]);
    }
  });

  test('serves the classes in their order', async () => {
    const server = countingServer(time);
    const limiter = limiterOf({ share: 2 });
    await learn(limiter, server);
    await learn(limiter, server);
    // From here on the window is full.
    server.counted.length = 0;
    const waiting = priorities.toReversed().flatMap((priority) => calls(limiter, server, 2, priority));
    await time.until(Promise.all(waiting), hour);
    // The order within a window is that in which they ask.
    expect(byWindow(server.counted).map((labels) => labels.toSorted())).toEqual([
      ['person', 'person'],
      ['invitation', 'truth'],
      ['invitation', 'result'],
      ['note', 'result'],
      ['note', 'truth'],
      ['bulk'],
      ['bulk'],
    ]);
  });

  test('lets a call rise by a class a minute', async () => {
    const server = countingServer(time);
    const limiter = limiterOf({ share: 1 });
    await learn(limiter, server);
    server.counted.length = 0;
    const since = time.now() - 2 * minute - second;
    const old = limiter.run(turnOf('note', { since }), () => server.answer('old note'));
    const fresh = calls(limiter, server, 2, 'invitation');
    const younger = limiter.run(turnOf('note', { since: since + 2 * second }), () => server.answer('note'));
    await time.until(Promise.all([old, fresh, younger]), hour);
    expect(server.counted.map(({ label }) => label)).toEqual(['old note', 'invitation', 'invitation', 'note']);
  });

  test('gives truth one place a minute, whatever else waits', async () => {
    const server = countingServer(time);
    const limiter = limiterOf({ share: 1 });
    await learn(limiter, server, 'truth');
    const invitations = calls(limiter, server, 18, 'invitation');
    const polls = calls(limiter, server, 3, 'truth');
    await time.until(Promise.all([invitations, polls]), hour);
    const times = server.counted.filter(({ label }) => label === 'truth').map(({ at }) => at);
    expect(times).toHaveLength(4);
    for (const [i, at] of times.slice(1).entries()) expect(at - (times[i] ?? 0)).toBeLessThanOrEqual(minute);
  });

  test.each([
    [6, [3, 3, 3]],
    [5, [2, 2, 2]],
    [1, [1, 1, 1]],
  ])('gives bulk half of %d at most', async (share, expected) => {
    const server = countingServer(time);
    const limiter = limiterOf({ share });
    await learn(limiter, server);
    server.counted.length = 0;
    await time.until(time.sleep(10 * second), hour);
    await time.until(calls(limiter, server, expected[0]! * 3, 'bulk'), hour);
    expect(sizes(server.counted)).toEqual(expected);
    // Of one place, every second window.
    const [first, second_ = { window: 0 }] = server.counted.filter(
      ({ window }, i, all) => all[i - 1]?.window !== window,
    );
    expect(second_.window - first!.window).toBe(share === 1 ? 2 : 1);
  });

  test('keeps apart what two accounts do', async () => {
    const server = countingServer(time, { limit: 50 });
    const [one, other] = [limiterOf(), limiterOf({ account: 'other' })];
    await time.until(Promise.all([calls(one, server, 2, 'note'), calls(other, server, 2, 'note')]), hour);
    expect(sizes(server.counted)).toEqual([4]);
  });
});

describe('other integrations', () => {
  test('that leave one request over keep all back but a person', async () => {
    const server = countingServer(time, { neighbour: 7 });
    const limiter = limiterOf();
    await learn(limiter, server);
    await learn(limiter, server);
    const { window } = server.counted.at(-1)!;
    await time.until(Promise.all([calls(limiter, server, 1, 'invitation'), calls(limiter, server, 1, 'person')]), hour);
    const [person, invitation] = server.counted.slice(2);
    expect(person).toMatchObject({ label: 'person', window, isRefused: true });
    expect(invitation).toMatchObject({ label: 'invitation', window: window + 1, isRefused: false });
  });

  test('that leave none over have all wait for the next window, a person too', async () => {
    const server = countingServer(time, { neighbour: 9 });
    const limiter = limiterOf();
    const { nextWindowAt } = await time.until(
      limiter.run(turnOf('note'), () => server.answer('note')),
      hour,
    );
    expect(nextWindowAt).toBeGreaterThanOrEqual(t0 + 7 * second);
    expect(nextWindowAt).toBeLessThan(t0 + 8 * second);
    await learn(limiter, server, 'person');
    expect(server.counted[1]!.window - server.counted[0]!.window).toBe(1);
  });

  test('are waited for as long as Workable asks, but for a minute at most', async () => {
    for (const [header, waitMs] of [
      ['5', 7 * second],
      ['30', 30 * second],
      ['3600', minute],
    ] as const) {
      await redis.flushdb();
      time = virtualTime(t0);
      const server = countingServer(time, { neighbour: 9 });
      const limiter = limiterOf();
      const refuse = async () => {
        const answer = await server.answer('note');
        return { ...answer, headers: { ...answer.headers, 'retry-after': header } };
      };
      await time.until(limiter.run(turnOf('note'), refuse), hour);
      await learn(limiter, server, 'person');
      const waited = server.counted[1]!.at - server.counted[0]!.at;
      expect(waited).toBeGreaterThanOrEqual(waitMs);
      expect(waited).toBeLessThan(waitMs + 12 * second);
    }
  });

  test('are counted, and so are we', async () => {
    const server = countingServer(time, { neighbour: 3 });
    const limiter = limiterOf();
    await time.until(calls(limiter, server, 9, 'note'), hour);
    const waiting = [calls(limiter, server, 12, 'bulk'), calls(limiter, server, 1, 'person')];
    await time.until(time.sleep(1), hour);
    const use = await limiter.use();
    expect(use).toEqual({
      limit: 10,
      lastMinute: { ours: 11, others: 6 },
      today: { ours: 11, others: 6, refused: 0 },
      waiting: { person: 0, invitation: 0, result: 0, note: 0, truth: 0, bulk: 11 },
    });
    await time.until(Promise.all(waiting), hour);
    expect((await limiter.use()).waiting.bulk).toBe(0);
  });

  test('that have had us refused are counted for the day, in UTC', async () => {
    time = virtualTime(Date.UTC(2026, 0, 1, 23, 59, 45));
    const server = countingServer(time, { neighbour: 9 });
    const limiter = limiterOf();
    await learn(limiter, server);
    expect((await limiter.use()).today).toMatchObject({ ours: 1, refused: 1 });
    await learn(limiter, server);
    await learn(limiter, server);
    expect((await limiter.use()).today).toMatchObject({ refused: 1 });
  });
});

describe('a wait', () => {
  test('ends with its signal, and nothing is sent', async () => {
    const server = countingServer(time);
    const limiter = limiterOf({ share: 1 });
    await learn(limiter, server);
    const controller = new AbortController();
    const waiting = limiter.run(turnOf('note', { signal: controller.signal }), () => server.answer('late'));
    const error = waiting.catch((thrown: unknown) => thrown);
    await time.until(time.sleep(second), hour);
    controller.abort();
    const thrown = await time.until(error, hour);
    expect(thrown).toBeInstanceOf(SpiError);
    expect(thrown).toMatchObject({ kind: 'unsent' });
    expect((thrown as SpiError).retryAt).toBeGreaterThan(time.now());
    expect((await limiter.use()).waiting.note).toBe(0);
    expect(server.counted).toHaveLength(1);
  });

  test('is no longer than it may be', async () => {
    const server = countingServer(time);
    const limiter = limiterOf({ share: 1 });
    await learn(limiter, server);
    const from = time.now();
    const waiting = limiter.run(turnOf('note', { waitMs: 2 * second }), () => server.answer('late'));
    await expect(time.until(waiting, hour)).rejects.toMatchObject({ kind: 'unsent' });
    expect(time.now() - from).toBe(2 * second);
  });

  test('of a process that died holds up the others for some windows at most', async () => {
    const server = countingServer(time);
    const limiter = limiterOf({ share: 1 });
    await learn(limiter, server);
    const store = createRateLimits(withScripts(redis));
    const dead = { id: 'dead', priority: 'person', since: time.now() - hour, share: 1 } as const;
    await store.take('acme', { ...dead, now: time.now(), window: undefined });
    const from = time.now();
    await time.until(calls(limiter, server, 1, 'invitation'), hour);
    expect(time.now() - from).toBeGreaterThan(7 * second);
    expect(time.now() - from).toBeLessThan(28 * second);
  });

  test('without Redis is none: nothing is sent', async () => {
    const gone = new Redis({ port: 1, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    gone.on('error', () => undefined);
    const sent: string[] = [];
    const limiter = createLimiter({
      store: createRateLimits(withScripts(gone)),
      account: 'acme',
      share: 6,
      now: time.now,
      sleep: time.sleep,
      newId: () => '1',
    });
    const error = await limiter
      .run(turnOf('person'), async () => {
        sent.push('x');
        return countingServer(time).answer('x');
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ kind: 'store-unavailable' });
    expect(sent).toEqual([]);
  });

  test('of one call that gets no answer keeps no other back', async () => {
    const server = countingServer(time);
    const limiter = limiterOf();
    const lost = new RequestError('timeout', true, 'No complete answer in time');
    const first = limiter.run(turnOf('note'), () => Promise.reject(lost));
    await expect(time.until(first, hour)).rejects.toBe(lost);
    await time.until(calls(limiter, server, 3, 'note'), hour);
    expect(server.counted).toHaveLength(3);
  });

  test('for Redis to count an answer never costs the answer', async () => {
    const server = countingServer(time);
    const store = createRateLimits(withScripts(redis));
    const limiter = createLimiter({
      store: { ...store, note: () => Promise.reject(new Failure('store-unavailable', 'Storage is unavailable')) },
      account: 'acme',
      share: 6,
      now: time.now,
      sleep: time.sleep,
      newId: () => '1',
    });
    expect((await limiter.run(turnOf('note'), () => server.answer('note'))).answer.status).toBe(200);
  });
});

describe('a clock that is wrong', () => {
  test.each([-hour, -7 * second, 4 * second, hour])(
    'by %d ms makes one call in a wrong window at most',
    async (ahead) => {
      const server = countingServer(time);
      const [right, wrong] = [limiterOf(), limiterOf({ aheadMs: ahead })];
      await learn(right, server);
      await time.until(Promise.all([calls(right, server, 12, 'note'), calls(wrong, server, 12, 'note')]), hour);
      expect(Math.max(...sizes(server.counted))).toBeLessThanOrEqual(7);
      expect(sizes(server.counted).filter((size) => size > 6).length).toBeLessThanOrEqual(1);
      expect(server.refused()).toEqual([]);
    },
  );

  test('is that of the server: its windows count', async () => {
    // There a window ends in 600 ms.
    const server = countingServer(time, { aheadMs: 6_400 });
    const limiter = limiterOf();
    await time.until(calls(limiter, server, 20, 'note'), hour);
    expect(sizes(server.counted)).toEqual([1, 6, 6, 6, 1]);
  });

  test('learns from one answer before others are sent', async () => {
    const server = countingServer(time);
    const limiter = limiterOf();
    await time.until(
      Promise.all(
        Array.from({ length: 6 }, (_, i) => limiter.run(turnOf('note'), () => server.answer(String(i), second))),
      ),
      hour,
    );
    const [first, ...others] = server.counted.map(({ at }) => at);
    expect(Math.min(...others) - first!).toBeGreaterThanOrEqual(second);
  });
});

type Arrival = { atMs: number; priority: Priority; process: number; oneWayMs: number };
type Served = Arrival & { since: number; sentAt: number; window: number; isRefused: boolean };

const arrivalOf = (from: readonly Priority[]) =>
  fc.record({
    atMs: fc.integer({ min: 0, max: 90 * second }),
    priority: fc.constantFrom(...from),
    process: fc.nat(2),
    oneWayMs: fc.constantFrom(0, 20, 150, 300),
  });

/** Three processes, the clock of one of which is wrong, on one Redis. */
async function serve(arrivals: readonly Arrival[], options: { share: number; neighbour: number; aheadMs: number }) {
  await redis.flushdb();
  time = virtualTime(t0);
  const server = countingServer(time, { neighbour: options.neighbour });
  const limiters = [0, 0, options.aheadMs].map((aheadMs) => limiterOf({ share: options.share, aheadMs }));
  for (const limiter of limiters) await learn(limiter, server, 'note');
  const begun = time.now();
  server.counted.length = 0;
  const served = arrivals.map(async (arrival, i): Promise<Served> => {
    await time.sleep(arrival.atMs);
    const since = time.now();
    let sentAt = 0;
    const send = () => {
      sentAt = time.now();
      return server.answer(String(i), arrival.oneWayMs);
    };
    await limiters[arrival.process]!.run(turnOf(arrival.priority), send);
    const { window, isRefused } = server.counted.find(({ label }) => label === String(i))!;
    return { ...arrival, since, sentAt, window, isRefused };
  });
  const all = await time.until(Promise.all(served), 3 * hour);
  return { all: all.toSorted((a, b) => a.sentAt - b.sentAt), server, begun };
}

describe('whatever comes when and where', () => {
  const loadOf = (from: readonly Priority[]) => fc.array(arrivalOf(from), { minLength: 1, maxLength: 24 });
  const withoutPersons = loadOf(['invitation', 'result', 'note', 'truth', 'bulk']);
  const shares = fc.constantFrom(1, 3, 6);

  test('no call is one too many beside a neighbour who has the rest, and all are served in their order', async () => {
    const aheads = fc.constantFrom(0, -3_300, 8_800, hour);
    await fc.assert(
      fc.asyncProperty(withoutPersons, shares, aheads, async (arrivals, share, aheadMs) => {
        const { all, server } = await serve(arrivals, { share, neighbour: 9 - share, aheadMs });
        expect(all).toHaveLength(arrivals.length);
        expect(server.refused()).toEqual([]);
        expect(Math.max(...sizes(server.counted))).toBeLessThanOrEqual(share);
        expectOrder(all);
        expectHalf(all, share);
      }),
      { numRuns: 30 },
    );
  });

  test('persons have two places more but never all nine, and truth has one a minute', async () => {
    await fc.assert(
      fc.asyncProperty(loadOf(priorities), shares, async (arrivals, share) => {
        const { all, server, begun } = await serve(arrivals, { share, neighbour: 0, aheadMs: 0 });
        expect(server.refused()).toEqual([]);
        for (const { window } of all) {
          const here = all.filter((each) => each.window === window);
          expect(here.length).toBeLessThanOrEqual(Math.min(share + 2, 8));
          expect(here.filter(({ priority }) => priority !== 'person').length).toBeLessThanOrEqual(share);
        }
        expectTruth(all, begun);
      }),
      { numRuns: 30 },
    );
  });

  test('truth has one place a minute where all come at once', async () => {
    const many = fc.array(arrivalOf(['person', 'invitation', 'truth']), { minLength: 15, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(many, async (arrivals) => {
        const atOnce = arrivals.map((arrival) => ({ ...arrival, atMs: arrival.atMs % 1000 }));
        const { all, begun } = await serve(atOnce, { share: 1, neighbour: 0, aheadMs: 0 });
        expectTruth(all, begun);
      }),
      { numRuns: 10 },
    );
  });
});

/** Bulk has fewer places than the others, and truth may come first: the others are in order of class and age. */
function expectOrder(all: readonly Served[]): void {
  const scoreOf = ({ since, priority }: Served) => since + priorities.indexOf(priority) * minute;
  const ordered = all.filter(({ priority }) => !['bulk', 'truth'].includes(priority));
  for (const [i, earlier] of ordered.entries()) {
    for (const later of ordered.slice(i + 1)) {
      const hasWaited = later.since < earlier.window * 10_000 - second;
      if (hasWaited && later.window > earlier.window) expect(scoreOf(later)).toBeGreaterThanOrEqual(scoreOf(earlier));
    }
  }
}

function expectHalf(all: readonly Served[], share: number): void {
  for (const [i, { priority, window }] of all.entries()) {
    if (priority !== 'bulk') continue;
    const before = all.slice(0, i).filter((each) => each.window === window);
    const bulk = before.filter((each) => each.priority === 'bulk').length + 1;
    const rest = share - before.filter((each) => each.priority !== 'bulk').length;
    expect(bulk).toBeLessThanOrEqual(rest === 1 ? (window + 1) % 2 : rest / 2);
  }
}

function expectTruth(all: readonly Served[], begun: number): void {
  const truth = all.filter(({ priority }) => priority === 'truth');
  for (const [i, { since, sentAt }] of truth.entries()) {
    expect(sentAt - Math.max(since, truth[i - 1]?.sentAt ?? begun)).toBeLessThanOrEqual(minute);
  }
}
