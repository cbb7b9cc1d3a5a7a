import type { Account } from '../ports.ts';

/** `before` is absent for an account that is new, `after` for one that is gone. */
export type AccountChange<Each> = { name: string; before?: Each; after?: Each };

/** The accounts as they are at this moment. They come, change and go while the bridge runs: ask each time. */
export type Accounts<Each extends { readonly name: string } = Account> = {
  /**
   * False while some may be missing here, because they could not be read since the start: then a stranger may be none.
   */
  isComplete(): boolean;
  /** Ordered by name. The same array until one comes or goes or changes. */
  all(): readonly Each[];
  get(name: string): Each | undefined;
  /** Calls the listener for every account that there is, and then after every change. */
  follow(listener: (change: AccountChange<Each>) => void): void;
};
