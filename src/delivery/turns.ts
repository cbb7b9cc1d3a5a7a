type Parts = {
  /** How much runs at the same time. */
  slots: number;
  /** How many accounts share the slots. */
  accounts: number;
  /** Never rejects. */
  run: (account: string, id: string) => Promise<void>;
  /** Less than a share of an account waits any more. */
  onHungry: (account: string) => void;
};

/** Of an account with anything running or waiting. */
type Lane = { running: number; waiting: Set<string> };

/** So many times an account's share may wait: whatever keeps it from going on is found out by a few, not by all. */
const waitingShares = 2;

/** Of one account: at fifty requests in ten seconds, which is what Workable allows, more are of no use to it. */
const leastShare = 4;

/**
 * The turns of one worker process. An account has an equal part of the slots at most, or four where that is less. One slot
 * is kept for every account that has nothing running, as far as half of the slots reach: so accounts whose work hangs,
 * up to that many, leave the others theirs.
 */
export function createTurns({ slots, accounts, run, onHungry }: Parts) {
  const share = Math.max(Math.ceil(slots / accounts), leastShare);
  const lanes = new Map<string, Lane>();
  /** What is running; `true` when it was asked for once more meanwhile. */
  const running = new Map<string, boolean>();
  const works = new Set<Promise<void>>();
  /** Accounts with anything running. */
  let busy = 0;
  let isClosed = false;

  return {
    /**
     * Runs it at once where nothing else of the account does, or once more after it has run; resolves at its end. Else
     * nothing: what is due will be offered.
     */
    async take(account: string, id: string): Promise<void> {
      const lane = laneOf(account);
      if (running.has(id)) running.set(id, true);
      else if (lane.running === 0 && mayRun(lane)) await start(account, lane, id);
    },

    /** Runs it now or in its turn, unless it runs or waits already; false when enough of the account waits. */
    offer(account: string, id: string): boolean {
      const lane = laneOf(account);
      if (running.has(id) || lane.waiting.has(id)) return true;
      if (mayRun(lane)) void start(account, lane, id);
      else if (lane.waiting.size < share * waitingShares) lane.waiting.add(id);
      else return false;
      return true;
    },

    isHungry,

    /** Lets what runs come to its end. */
    async close(): Promise<void> {
      isClosed = true;
      while (works.size > 0) await Promise.all(works);
    },
  };

  function isHungry(account: string): boolean {
    return !isClosed && (lanes.get(account)?.waiting.size ?? 0) < share;
  }

  function mayRun(lane: Lane): boolean {
    if (isClosed) return false;
    const free = slots - running.size;
    if (lane.running === 0) return free > 0;
    return lane.running < share && free > Math.min(accounts - busy, Math.floor(slots / 2));
  }

  function start(account: string, lane: Lane, id: string): Promise<void> {
    lane.waiting.delete(id);
    if (lane.running === 0) busy += 1;
    lane.running += 1;
    running.set(id, false);
    const work = run(account, id).then(() => {
      if (running.get(id)) lane.waiting.add(id);
      running.delete(id);
      lane.running -= 1;
      if (lane.running === 0) busy -= 1;
      if (lane.running + lane.waiting.size === 0) lanes.delete(account);
      works.delete(work);
      startWaiting();
      if (isHungry(account)) onHungry(account);
    });
    works.add(work);
    return work;
  }

  /** Each account in its turn, for as long as there is one that may. */
  function startWaiting(): void {
    for (const [account, lane] of lanes) {
      const [id] = lane.waiting;
      if (id === undefined || !mayRun(lane)) continue;
      // To the end of the line.
      lanes.delete(account);
      lanes.set(account, lane);
      void start(account, lane, id);
    }
  }

  function laneOf(account: string): Lane {
    const lane = lanes.get(account) ?? { running: 0, waiting: new Set() };
    lanes.set(account, lane);
    return lane;
  }
}
