import type { Stage } from './stage.ts';

/** The caller. A frozen one gets its answers later. */
export type Caller = { readonly name: string; frozenUntil: number };

/** A call of a port: one point at which the scheduler chooses. */
export type Call = {
  caller: Caller;
  /** What is called, and for what. */
  name: string;
  /** Has its effect at the other side; answers or throws. Undefined once it has happened or can no longer happen. */
  reach: (() => unknown) | undefined;
  /** The earliest time of the call: before, it has to wait. */
  startsAt: number;
  /** By this time both the caller and the other side have given up. */
  endsAt: number;
  /** Passes the answer to the caller. */
  hear: ((outcome: () => unknown) => void) | undefined;
  /** The answer, once it is certain. */
  outcome: (() => unknown) | undefined;
  /** The caller's result if there is no answer. */
  unanswered: () => unknown;
  isTroubled: boolean;
  /** How long an abandoned request may still arrive. */
  lingersMs: number;
};

type Given = Pick<Call, 'name' | 'unanswered'> & {
  reach: () => unknown;
  timeoutMs: number;
  afterMs?: number;
  isTroubled?: boolean;
  lingersMs?: number;
};

export type Calls = ReturnType<typeof createCalls>;

/** How a call continues; by default it is answered at once. */
const [later, lost, never] = [7, 8, 9];
const outcomes: Record<number, string> = {
  [later]: ': reached, not answered yet',
  [lost]: ': reached, answer lost',
  [never]: ': never arrived',
};

/**
 * All calls under way. Each goes on only when the scheduler says so, in any order: first it reaches the other side,
 * then its caller hears the answer. Any of these may not happen.
 */
export function createCalls(stage: Stage) {
  const { draw } = stage;
  let underWay: Call[] = [];

  return {
    make<Answer>(caller: Caller, given: Given): Promise<Answer> {
      stage.counts.calls += 1;
      if (stage.isCalm) return new Promise((resolve) => resolve(given.reach() as Answer));
      return new Promise((resolve, reject) => {
        underWay.push({
          caller,
          ...given,
          startsAt: stage.now + (given.afterMs ?? 0),
          endsAt: stage.now + given.timeoutMs,
          hear: (outcome) => answerWith(outcome, resolve as (answer: unknown) => void, reject),
          outcome: undefined,
          isTroubled: given.isTroubled ?? false,
          lingersMs: given.lingersMs ?? 0,
        });
      });
    },

    /** The calls that could continue now. */
    ready: (): Call[] =>
      underWay.filter(({ startsAt, outcome, caller }) => startsAt <= stage.now && !(outcome && isFrozen(caller))),

    /** Whether a call of this name may still have its effect. */
    mayReach: (name: string): boolean => underWay.some((call) => call.name === name && call.reach !== undefined),

    proceed(call: Call): void {
      if (call.outcome) {
        hear(call);
        return;
      }
      const fate = draw.below(call.isTroubled ? never + 1 : lost);
      stage.log(() => `${call.caller.name} ${call.name}${outcomes[fate] ?? ''}`);
      if (fate !== never) reach(call);
      if (fate >= lost) call.outcome = call.unanswered;
      if (fate !== later || !call.hear) hear(call);
    },

    /** The call reaches the other side, whose answer is then in flight. */
    arrive(call: Call): void {
      stage.log(() => `${call.caller.name} ${call.name}${outcomes[later]}`);
      reach(call);
      if (!call.hear) remove(call);
    },

    /** The next moment before `until` at which a call ends. */
    nextEnd: (until: number): number | undefined => {
      const ends = underWay.map(({ endsAt }) => endsAt).filter((endsAt) => endsAt <= until);
      return ends.length > 0 ? Math.min(...ends) : undefined;
    },

    /** Calls that are not answered now will not be. */
    expire(): void {
      for (const call of underWay.filter(({ endsAt }) => endsAt <= stage.now)) expire(call);
    },

    /** No call is in flight any more. */
    forget(): void {
      underWay = [];
    },

    /** Abandons all calls: those in flight may arrive, now or later, or be lost. */
    abandon(caller: Caller): void {
      for (const call of underWay.filter((each) => each.caller === caller)) {
        call.hear = undefined;
        const fate = draw.below(3);
        if (fate === 1 && call.reach) reach(call);
        if (fate !== 2 || !call.reach) remove(call);
      }
    },
  };

  function reach(call: Call): void {
    const { reach } = call;
    if (!reach) return;
    call.reach = undefined;
    call.outcome = outcomeOf(reach);
  }

  function hear(call: Call): void {
    if (isFrozen(call.caller) && call.hear && call.outcome) return;
    remove(call);
    if (call.outcome) call.hear?.(call.outcome);
  }

  function expire(call: Call): void {
    const { lingersMs } = call;
    if (call.reach && call.hear && lingersMs > 0 && draw.oneIn(3)) {
      underWay.push({ ...call, hear: undefined, endsAt: stage.now + lingersMs, lingersMs: 0 });
      call.reach = undefined;
    } else if (call.reach && draw.oneIn(2)) reach(call);
    call.reach = undefined;
    call.endsAt = Number.POSITIVE_INFINITY;
    // A process that was frozen meanwhile may find either first: the answer, or that it is late.
    if (!call.outcome || !isFrozen(call.caller) || draw.oneIn(2)) call.outcome = call.unanswered;
    stage.log(() => `${call.caller.name} ${call.name}: no answer in time`);
    hear(call);
  }

  function isFrozen(caller: Caller): boolean {
    return caller.frozenUntil > stage.now;
  }

  function remove(call: Call): void {
    underWay = underWay.filter((each) => each !== call);
  }
}

function outcomeOf(reach: () => unknown): () => unknown {
  try {
    const answer = reach();
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function answerWith(
  outcome: () => unknown,
  resolve: (answer: unknown) => void,
  reject: (error: unknown) => void,
): void {
  try {
    resolve(outcome());
  } catch (error) {
    reject(error);
  }
}

/** Resolves once every caller with an answer has gone on as far as possible without another one. */
export function settled(): Promise<void> {
  // Ticks come when no microtask is left.
  return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));
}
