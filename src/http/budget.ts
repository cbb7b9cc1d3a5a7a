/** The owner of a part of a budget, and the most it may use. */
export type Owner = readonly [name: string, most: number];

export type Budget = {
  /**
   * Takes so much for every owner and returns its release, which is idempotent; or takes nothing and returns undefined,
   * where an owner, or all together, would use too much.
   */
  take(amount: number, ...owners: readonly Owner[]): (() => void) | undefined;
  /** Used by all owners together. */
  used(): number;
  /** How many owners use some of the budget. */
  owners(): number;
};

/** A budget of places or bytes: all owners together may use `most`, each owner a share of it. */
export function createBudget(most: number): Budget {
  let used = 0;
  const byOwner = new Map<string, number>();
  const ofOwner = (name: string): number => byOwner.get(name) ?? 0;

  return {
    take(amount, ...owners) {
      if (used + amount > most || owners.some(([name, share]) => ofOwner(name) + amount > share)) return undefined;
      change(amount, owners);
      let isTaken = true;
      return () => {
        if (isTaken) change(-amount, owners);
        isTaken = false;
      };
    },
    used: () => used,
    owners: () => byOwner.size,
  };

  function change(amount: number, owners: readonly Owner[]): void {
    used += amount;
    for (const [name] of owners) {
      const rest = ofOwner(name) + amount;
      if (rest > 0) byOwner.set(name, rest);
      else byOwner.delete(name);
    }
  }
}
