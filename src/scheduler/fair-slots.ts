/** Of one account: at fifty requests in ten seconds, which is what Workable allows, more are of no use to it. */
const leastShare = 4;

/**
 * How many pieces of work run in a worker process. An account has an equal part of the slots at most, or four where
 * that is less. One slot is kept for every account that has nothing running, as far as half of the slots reach: so
 * accounts whose work hangs, up to that many, leave the others theirs.
 */
export function createFairSlots({ slots, accounts }: { slots: number; accounts: () => number }) {
  const kept = Math.floor(slots / 2);
  /** By account with any; their sum is what is taken. */
  const taken = new Map<string, number>();
  let all = 0;

  return {
    isTaken: (account: string): boolean => taken.has(account),

    /** Takes as many as the account may have now; each has to be given back. */
    take(account: string): number {
      const count = Math.max(1, accounts());
      const share = Math.max(Math.ceil(slots / count), leastShare);
      const before = taken.get(account) ?? 0;
      const free = slots - all;
      const isFirst = before === 0 && free > 0 ? 1 : 0;
      const idle = Math.max(0, count - taken.size - isFirst);
      const further = Math.min(share - before, free - Math.min(idle, kept)) - isFirst;
      const more = isFirst + Math.max(0, further);
      if (more > 0) taken.set(account, before + more);
      all += more;
      return more;
    },

    giveBack(account: string, count = 1): void {
      const left = (taken.get(account) ?? 0) - count;
      if (left > 0) taken.set(account, left);
      else taken.delete(account);
      all -= count;
    },
  };
}
