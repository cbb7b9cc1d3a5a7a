/** Who holds a part of a budget, and how much that one may hold. */
export type Owner = readonly [name: string, most: number];

export type Budget = {
  /**
   * Takes so much for every owner, or nothing at all: undefined where one of them, or all together, would hold too much.
   * What is answered gives it back, once, however often it is called.
   */
  take(amount: number, ...owners: readonly Owner[]): (() => void) | undefined;
  /** What is held by all together. */
  held(): number;
  /** How many owners hold anything. */
  owners(): number;
};

/** Places or bytes of which `most` may be held in all, and of each owner a share. */
export function createBudget(most: number): Budget {
  let held = 0;
  const byOwner = new Map<string, number>();
  const ofOwner = (name: string): number => byOwner.get(name) ?? 0;

  return {
    take(amount, ...owners) {
      if (held + amount > most || owners.some(([name, share]) => ofOwner(name) + amount > share)) return undefined;
      change(amount, owners);
      let isHeld = true;
      return () => {
        if (isHeld) change(-amount, owners);
        isHeld = false;
      };
    },
    held: () => held,
    owners: () => byOwner.size,
  };

  function change(amount: number, owners: readonly Owner[]): void {
    held += amount;
    for (const [name] of owners) {
      const rest = ofOwner(name) + amount;
      if (rest > 0) byOwner.set(name, rest);
      else byOwner.delete(name);
    }
  }
}
