import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createServerClock } from '../../../src/workable/api/server-clock.ts';

const t0 = Date.UTC(2026, 0, 1, 12);

/** A clock of ours at a time, and the server's, which is so much ahead. */
function given(offsetMs: number) {
  let now = t0;
  const clock = createServerClock(() => now);
  return {
    clock,
    pass(ms: number): void {
      now += ms;
    },
    serverNow: () => now + offsetMs,
    /** A request that takes so long to and from the server. */
    ask(toMs: number, fromMs: number): boolean {
      const sentAt = now;
      now += toMs;
      const date = new Date(now + offsetMs).toUTCString();
      now += fromMs;
      return clock.learn(date, sentAt, now);
    },
  };
}

describe('the clock of a server', () => {
  test('is taken for ours until it has answered', () => {
    const { clock } = given(5_000);
    expect([clock.isKnown(), clock.now(), clock.window()]).toEqual([false, t0, t0 / 10_000]);
  });

  test('never runs ahead of the server, and names no window but that in which a request arrives', () => {
    const step = fc.record({ passMs: fc.nat(30_000), toMs: fc.nat(400), fromMs: fc.nat(1_500), flightMs: fc.nat(500) });
    const offsets = fc.integer({ min: -3_600_000, max: 3_600_000 });
    fc.assert(
      fc.property(offsets, fc.array(step, { minLength: 1, maxLength: 20 }), (offsetMs, steps) => {
        const { clock, pass, serverNow, ask } = given(offsetMs);
        for (const { passMs, toMs, fromMs, flightMs } of steps) {
          pass(passMs);
          expect(ask(toMs, fromMs)).toBe(true);
          expect(clock.now()).toBeLessThanOrEqual(serverNow());
          expect(serverNow() - clock.now()).toBeLessThanOrEqual(3_001);
          const window = clock.window();
          if (window !== undefined) expect(Math.floor((serverNow() + flightMs) / 10_000)).toBe(window);
          const untilNext = clock.untilNextWindow();
          expect(untilNext).toBeGreaterThan(0);
          expect(untilNext).toBeLessThanOrEqual(10_000);
          expect(Math.floor((serverNow() + untilNext) / 10_000)).toBeGreaterThan(Math.floor(clock.now() / 10_000));
        }
      }),
    );
  });

  test('is known better with every answer', () => {
    const { clock, pass, ask, serverNow } = given(700);
    for (let i = 0; i < 40; i += 1) {
      pass(1_037);
      ask(20, 20);
    }
    expect(serverNow() - clock.now()).toBeLessThan(100);
  });

  test('is learned anew where one of the clocks was set', () => {
    const { clock, pass, ask } = given(0);
    ask(10, 10);
    const before = clock.now();
    pass(-7_200_000);
    ask(10, 10);
    expect(before - clock.now()).toBeGreaterThan(7_190_000);
  });

  test('is known a little less the longer ago it was', () => {
    const { clock, pass, ask, serverNow } = given(0);
    ask(0, 0);
    const offBefore = serverNow() - clock.now();
    pass(3_600_000);
    const off = serverNow() - clock.now();
    expect(off - offBefore).toBeGreaterThan(300);
    pass(240 * 3_600_000);
    expect(serverNow() - clock.now() - offBefore).toBeLessThanOrEqual(1_001);
  });

  test.each([undefined, '', 'yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 02 Jan 2099 00:00:00 GMT'])(
    'learns nothing from %j',
    (date) => {
      const { clock } = given(0);
      expect(clock.learn(date, t0, t0)).toBe(false);
      expect(clock.isKnown()).toBe(false);
    },
  );

  const answer = fc.record({ passMs: fc.nat(30_000), toMs: fc.nat(9_000), fromMs: fc.nat(9_000) });
  const answers = fc.array(answer, { minLength: 1, maxLength: 5 });

  test('is as far from ours as its answers say, by the fastest of them', () => {
    const offsets = fc.integer({ min: -3_600_000, max: 3_600_000 });
    fc.assert(
      fc.property(offsets, answers, (offsetMs, all) => {
        const { clock, pass, ask } = given(offsetMs);
        for (const { passMs, toMs, fromMs } of all) {
          pass(passMs);
          ask(toMs, fromMs);
        }
        const aheadMs = clock.aheadMs();
        const fastestMs = Math.min(...all.map(({ toMs, fromMs }) => toMs + fromMs));
        expect(Math.abs(offsetMs - aheadMs)).toBeLessThanOrEqual(fastestMs + 1_050);
        expect(Math.abs(aheadMs)).toBeLessThanOrEqual(Math.abs(offsetMs));
      }),
    );
  });

  test('is what was learned elsewhere until it has answered', () => {
    const { clock, ask } = given(300_000);
    clock.assume(290_000);
    expect([clock.isKnown(), clock.aheadMs(), clock.now()]).toEqual([false, 290_000, t0 + 290_000]);
    ask(5, 5);
    expect(clock.aheadMs()).toBeGreaterThan(298_000);
  });

  test('tells its times in ours', () => {
    const { clock, ask, serverNow } = given(-60_000);
    ask(5, 5);
    const ours = clock.toOurs(serverNow() + 10_000);
    expect(ours - t0).toBeGreaterThanOrEqual(10_000);
    expect(ours - t0).toBeLessThanOrEqual(11_100);
  });
});
