import type { AccountChange, Accounts } from '../interviews/ports/accounts.ts';

export type Directory<Each extends { readonly name: string }> = Accounts<Each> & {
  /** Puts an account in the place of the one of its name; undefined takes that one away. */
  set(name: string, account: Each | undefined): void;
  /** From now on nothing is missing. */
  complete(): void;
};

/** What all parts of a process know of the accounts. A change is in effect when `set` returns. Complete only if said so. */
export function createDirectory<Each extends { readonly name: string }>(first: readonly Each[] = []): Directory<Each> {
  const byName = new Map(first.map((account) => [account.name, account]));
  const listeners: ((change: AccountChange<Each>) => void)[] = [];
  let sorted: readonly Each[] | undefined;
  let isComplete = false;

  return {
    isComplete: () => isComplete,
    complete() {
      isComplete = true;
    },

    all() {
      sorted ??= [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      return sorted;
    },

    get: (name) => byName.get(name),

    follow(listener) {
      for (const [name, after] of byName) listener({ name, after });
      listeners.push(listener);
    },

    set(name, after) {
      const before = byName.get(name);
      if (before === undefined && after === undefined) return;
      if (after) byName.set(name, after);
      else byName.delete(name);
      sorted = undefined;
      for (const listener of listeners) listener({ name, ...(before ? { before } : {}), ...(after ? { after } : {}) });
    },
  };
}
