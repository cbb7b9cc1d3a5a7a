import type { BridgeAccount } from '../bridge-accounts.ts';
import type { Config } from '../config.ts';
import type { BellQueue } from '../delivery/bell.ts';
import type { Storage } from '../store/open.ts';

/** What an operator's command may use. */
export type OperatorParts = {
  config: Config;
  accounts: readonly BridgeAccount[];
  storage: Storage;
  bell: BellQueue;
  print: (line: string) => void;
  now: () => number;
  filters: Filters;
  positionals: readonly string[];
};

export type Filters = {
  account?: string | undefined;
  state?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  all?: boolean | undefined;
};
