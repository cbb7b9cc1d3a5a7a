import type { HttpAnswer } from '../../http/request.ts';
import type { Priority } from './priority.ts';
import { readRateHeaders } from './rate-headers.ts';
import { createServerClock, type ServerClock, windowMs, windowOf } from './server-clock.ts';
import { SpiError } from './spi-error.ts';

/** All times are the server's, epoch ms. `window`: the number of a window of ten seconds. */
export type RateStore = {
  /**
   * Takes a place in a window, where there is one for this call and for all that come before it. Otherwise the call
   * waits in line, as long as it asks again; without a window it only does that. `soon`: there may be a place in this
   * window still. Throws Failure `store-unavailable`.
   */
  take(account: string, asked: AskedPlace): Promise<'taken' | 'soon' | { stoppedUntil: number } | 'next-window'>;
  leave(account: string, call: WaitingCall): Promise<void>;
  note(account: string, answer: NotedAnswer): Promise<void>;
  use(account: string, at: { now: number; window: number }): Promise<RateUse>;
};

type WaitingCall = { id: string; priority: Priority };
type AskedPlace = WaitingCall & { since: number; now: number; window: number | undefined; share: number };

type NotedAnswer = {
  now: number;
  /** Of the place that was taken, and the one in which the answer came. */
  window: number;
  answeredIn: number;
  /** What the headers say of requests: how many a window has, and how many are left with this one. */
  limit?: number;
  remaining?: number;
  /** It was refused as one too many: nothing is sent before then. */
  stopUntil?: number;
};

/** What the limiter has counted: whole numbers of requests. */
export type RateUse = {
  /** What Workable's headers say, 10 where they have said nothing. */
  limit: number;
  /** This window and the five before it. `others`: at least so many of other integrations. */
  lastMinute: { ours: number; others: number };
  /** Since midnight in UTC. */
  today: { ours: number; others: number; refused: number };
  /** Calls that wait for their turn. */
  waiting: Readonly<Record<Priority, number>>;
};

type Parts = {
  store: RateStore;
  account: string;
  /** How many requests of a window of nine are ours: `WORKABLE_RATE_SHARE`. */
  share: number;
  now: () => number;
  /** Ends early, one way or the other, when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  newId: () => string;
};

export type Turn = {
  priority: Priority;
  /** Ends the wait. */
  signal: AbortSignal;
  /** When what the call is for began to wait, epoch ms: it rises by its age. By default now. */
  since?: number;
  /** The longest wait for a turn: by default until the signal aborts. */
  waitMs?: number;
};

export type Limiter = {
  /**
   * Sends a request when its turn has come. `nextWindowAt`: epoch ms of our clock. Throws what `send` throws, SpiError
   * `unsent` where its turn does not come in time, and Failure `store-unavailable`: without Redis nothing is sent.
   */
  run(turn: Turn, send: () => Promise<HttpAnswer>): Promise<{ answer: HttpAnswer; nextWindowAt: number }>;
  use(): Promise<RateUse>;
  /** Workable's, as far as its answers to this process have told it. */
  clock: ServerClock;
};

/** While a place may come free at any moment. */
const soonMs = 200;
/** Workable may ask for a longer wait than until the next window; for longer than this, polls would stop. */
const longestStopMs = 60_000;

/** The rate limit of one account at Workable, which all processes keep together: nothing is sent without a place. */
export function createLimiter({ store, account, share, now, sleep, newId }: Parts): Limiter {
  const clock = createServerClock(now);
  /** One call goes first, so that a process whose clock is wrong sends one request in a wrong window, and no more. */
  let isLearning = false;

  return {
    async run(turn, send) {
      const { window, isFirst } = await enter(turn);
      try {
        const sentAt = now();
        const answer = await send();
        return { answer, nextWindowAt: await note(window, answer, sentAt) };
      } finally {
        if (isFirst) isLearning = false;
      }
    },
    use: () => store.use(account, { now: clock.now(), window: windowOf(clock.now()) }),
    clock,
  };

  async function enter(turn: Turn): Promise<{ window: number; isFirst: boolean }> {
    const { priority, signal, waitMs = Number.POSITIVE_INFINITY } = turn;
    const giveUpAt = now() + waitMs;
    const call = { id: newId(), priority };
    const age = now() - (turn.since ?? now());
    const since = clock.now() - Math.max(0, age);
    try {
      for (;;) {
        if (signal.aborted || now() >= giveUpAt) throw noTurn(clock.toOurs((windowOf(clock.now()) + 1) * windowMs));
        const tried = await tryToEnter({ ...call, since });
        if (typeof tried !== 'number') return tried;
        await sleep(Math.max(1, Math.min(tried, giveUpAt - now())), signal).catch(() => undefined);
      }
    } catch (error) {
      // It would be forgotten by itself, after a while in which it holds a place.
      await store.leave(account, call).catch(() => undefined);
      throw error;
    }
  }

  /** Resolves to the time until the next try, in ms. */
  async function tryToEnter(call: WaitingCall & { since: number }) {
    const isFirst = !clock.isKnown() && !isLearning;
    const waitsForFirst = !clock.isKnown() && !isFirst;
    const window = waitsForFirst ? undefined : clock.window();
    if (isFirst) isLearning = true;
    let isTaken = false;
    try {
      const reply = await store.take(account, { ...call, now: clock.now(), window, share });
      isTaken = reply === 'taken';
      if (isTaken && window !== undefined) return { window, isFirst };
      if (reply === 'soon' || waitsForFirst) return soonMs;
      const untilNext = clock.untilNextWindow();
      if (typeof reply === 'object') return Math.max(untilNext, Math.min(reply.stoppedUntil - clock.now(), windowMs));
      return untilNext;
    } finally {
      if (isFirst && !isTaken) isLearning = false;
    }
  }

  /** Resolves to when the next window begins, by our clock. */
  async function note(window: number, { status, headers }: HttpAnswer, sentAt: number): Promise<number> {
    const receivedAt = now();
    clock.learn(headers.date, sentAt, receivedAt);
    const date = Date.parse(headers.date ?? '');
    // The windows begin at whole seconds, so a date without fractions says exactly which one it was.
    const answeredIn = Number.isNaN(date) || !isNear(date, clock.now()) ? windowOf(clock.now()) : windowOf(date);
    const nextAt = (answeredIn + 1) * windowMs;
    const { waitMs, ...counts } = readRateHeaders(headers, clock.now());
    const stopUntil = waitMs > windowMs ? clock.now() + Math.min(waitMs, longestStopMs) : nextAt;
    await store
      .note(account, {
        now: clock.now(),
        window,
        answeredIn,
        ...counts,
        ...(status === 429 ? { stopUntil } : {}),
      })
      // The answer is there, and worth more than its place in the count.
      .catch(() => undefined);
    return clock.toOurs(status === 429 ? stopUntil : nextAt);
  }
}

function noTurn(retryAt: number): SpiError {
  return new SpiError('unsent', 'Its turn among the requests to Workable did not come in time', { retryAt });
}

function isNear(date: number, serverNow: number): boolean {
  return Math.abs(date - serverNow) < 3 * windowMs;
}
