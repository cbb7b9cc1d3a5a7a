/**
 * The time of the fake, and what is to happen at some time. It runs with its base, and by `advance` on top of it:
 * `createSpiClock({ base: world.clock.now })` follows the clock of a test, `standsAt` makes every moment exact.
 */
export type SpiClock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves on; what falls due on the way happens in its order, at its time. */
  advance(ms: number): void;
  /** Moves on to the next clock second that is divisible by ten, where a window of the rate limit begins. */
  nextWindow(): void;
  /** Runs it at that time, or at once where that is past. Returns how to call it off. */
  at(time: number, run: () => void): () => void;
  close(): void;
};

export type ClockOptions = {
  /** What moves it by itself. Absent: `Date.now`. */
  base?: () => number;
  /** Stands still at this time, and moves only by `advance`. */
  standsAt?: number | string;
};

type Timer = { time: number; run: () => void };

/** An outside `base` may jump; that is noticed within so many milliseconds. */
const recheckMs = 50;

export function createSpiClock({ base = Date.now, standsAt }: ClockOptions = {}): SpiClock {
  const start = standsAt === undefined ? undefined : new Date(standsAt).getTime();
  const moving = start === undefined ? base : () => start;
  let offset = 0;
  let timers: Timer[] = [];
  let alarm: NodeJS.Timeout | undefined;
  const now = () => moving() + offset;

  return {
    now,
    advance,
    nextWindow: () => advance(10_000 - (now() % 10_000)),
    at(time, run) {
      const timer = { time, run };
      timers.push(timer);
      timers.sort((a, b) => a.time - b.time);
      if (time <= now()) runDue();
      else setAlarm();
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    close() {
      timers = [];
      clearTimeout(alarm);
    },
  };

  function advance(ms: number): void {
    const target = now() + ms;
    for (let next = timers[0]; next && next.time <= target; next = timers[0]) {
      offset += Math.max(0, next.time - now());
      runFirst();
    }
    offset += Math.max(0, target - now());
    setAlarm();
  }

  function runDue(): void {
    for (let next = timers[0]; next && next.time <= now(); next = timers[0]) runFirst();
    setAlarm();
  }

  function runFirst(): void {
    timers.shift()?.run();
  }

  function setAlarm(): void {
    clearTimeout(alarm);
    const next = timers[0];
    if (next === undefined || start !== undefined) return;
    alarm = setTimeout(runDue, Math.max(0, Math.min(next.time - now(), recheckMs)));
    alarm.unref();
  }
}
