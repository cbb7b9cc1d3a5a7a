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
  /** What is no result: faults and progress. */
  complain: (line: string) => void;
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
  'dry-run'?: boolean | undefined;
  rate?: string | undefined;
};

/** The command was wrongly used; the message says how to put it right. */
export class Misuse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Misuse';
  }
}
