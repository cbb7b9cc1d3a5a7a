/** Workable counts requests in windows of ten seconds, which begin at seconds divisible by ten of its own clock. */
export const windowMs = 10_000;
/** A request needs about so long to reach Workable: in the last moments of a window it might count in the next one. */
const flightMs = 500;
/** An answer was dated at most so long before it was there: of a slower one its lateness says nothing. */
const mostLateMs = 2_000;
/** What two clocks may drift apart, of the time that has passed, and at most. */
const drift = 1e-4;
const mostDriftMs = 1_000;
/** A date so far away is a mistake, and no clock. */
const mostAwayMs = 24 * 3_600_000;

/** The server's clock minus ours lies between them. */
type Offsets = { least: number; most: number; at: number };

export type ServerClock = {
  /** Learns from an answer with a `Date` header; both times are ours, epoch ms. False where it says nothing. */
  learn(date: string | undefined, sentAt: number, receivedAt: number): boolean;
  isKnown(): boolean;
  /** The server's time, whole epoch ms: it may be a little later, and never is earlier. */
  now(): number;
  /** The window of a request that is sent now; undefined where it may count in either of two. */
  window(): number | undefined;
  /** How long until the next window has surely begun, in ms. */
  untilNextWindow(): number;
  /** A time of the server's as one of ours. */
  toOurs(serverTime: number): number;
  /**
   * How far the server's clock surely is ahead of ours, in ms; negative where it is behind, and 0 while both may be the
   * same. It may be a second further, and as long as the fastest answer took.
   */
  aheadMs(): number;
  /** The same, as it was learned elsewhere: it is taken for true until there is an answer. */
  assume(aheadMs: number): void;
};

/** The clock of a server by the `Date` of its answers, which has whole seconds: every answer narrows it down. */
export function createServerClock(now: () => number): ServerClock {
  let known: Offsets | undefined;
  /** Without a guess of how late answers are: a process that was busy takes none for another clock. */
  let sure: Offsets | undefined;
  let assumedMs = 0;
  return {
    learn(date, sentAt, receivedAt) {
      const at = date === undefined ? Number.NaN : Date.parse(date);
      if (!(Math.abs(at - receivedAt) < mostAwayMs)) return false;
      const least = at - receivedAt;
      const most = at + 1_000 - sentAt;
      sure = joined(sure, { least, most, at: receivedAt });
      known = joined(known, { least, most: Math.min(most, least + 1_000 + mostLateMs), at: receivedAt });
      return true;
    },
    isKnown: () => known !== undefined,
    now: earliest,
    window() {
      const first = windowOf(earliest());
      return windowOf(latest() + flightMs) === first ? first : undefined;
    },
    untilNextWindow: () => (windowOf(earliest()) + 1) * windowMs - earliest(),
    toOurs: (serverTime) => Math.ceil(serverTime - offsets().least),
    aheadMs() {
      const { least, most } = offsets(sure);
      return Math.round(Math.min(Math.max(0, least), most));
    },
    assume(aheadMs) {
      assumedMs = aheadMs;
    },
  };

  function offsets(of = known): Offsets {
    return of ? drifted(of, now()) : { least: assumedMs, most: assumedMs, at: now() };
  }

  function earliest(): number {
    return Math.floor(now() + offsets().least);
  }

  function latest(): number {
    return Math.ceil(now() + offsets().most);
  }
}

export function windowOf(serverTime: number): number {
  return Math.floor(serverTime / windowMs);
}

function drifted({ least, most, at }: Offsets, now: number): Offsets {
  const ms = Math.min(Math.abs(now - at) * drift, mostDriftMs);
  return { least: least - ms, most: most + ms, at: now };
}

/** What both allow. Where they contradict each other one of the clocks was set, and the newer one is right. */
function joined(known: Offsets | undefined, seen: Offsets): Offsets {
  const before = known && drifted(known, seen.at);
  if (!before || before.least > seen.most || before.most < seen.least) return seen;
  return { least: Math.max(before.least, seen.least), most: Math.min(before.most, seen.most), at: seen.at };
}
