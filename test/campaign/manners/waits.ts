/** How the waits that Workable asked for are kept, by whole accounts. */
export type Waits = {
  asked(account: string, headers: Record<string, string>, now: number): void;
  sawCallback(account: string, now: number): void;
  /** Waits asked for, callbacks that came during one, and how long after the end of each the first one came, in ms. */
  count: { asked: number; early: number; onTheirWay: number; late: number[] };
};

/** A callback that was in flight when Workable asked to wait is not a fault; on a busy machine it may be late. */
const wayMs = 1_000;

export function createWaits(): Waits {
  const open = new Map<string, { since: number; until: number }>();
  const count: Waits['count'] = { asked: 0, early: 0, onTheirWay: 0, late: [] };
  return {
    count,
    asked(account, headers, now) {
      const wait = open.get(account);
      const until = endOf(headers, now);
      if (!wait) count.asked += 1;
      open.set(account, { since: wait?.since ?? now, until: Math.max(until, wait?.until ?? 0) });
    },
    sawCallback(account, now) {
      const wait = open.get(account);
      if (!wait) return;
      if (now >= wait.until) {
        count.late.push(now - wait.until);
        open.delete(account);
      } else if (now - wait.since <= wayMs) count.onTheirWay += 1;
      else count.early += 1;
    },
  };
}

function endOf(headers: Record<string, string>, now: number): number {
  const { 'Retry-After': after, 'X-Rate-Limit-Reset': reset } = headers;
  if (after === undefined) return Number(reset) * 1000;
  return /^\d+$/.test(after) ? now + Number(after) * 1000 : Date.parse(after);
}
