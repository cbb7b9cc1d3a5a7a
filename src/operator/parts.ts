import type { BridgeAccount } from '../bridge-accounts.ts';
import type { Config } from '../config.ts';
import type { WakeUps } from '../scheduler/wake-ups.ts';
import type { Storage } from '../store/open.ts';
import type { Options } from './arguments.ts';

/** What a command may use. */
export type OperatorParts = {
  config: Config;
  /** A sentence for each name in `.env` that resembles a setting and is none. */
  misspelt: () => readonly string[];
  accounts: readonly BridgeAccount[];
  storage: Storage;
  wakeUps: WakeUps;
  /** One line. */
  print: (line: string) => void;
  /** A text of any number of lines. */
  printText: (text: string) => void;
  /** For errors and progress, on standard error. */
  printError: (line: string) => void;
  now: () => number;
  filters: Options;
  positionals: readonly string[];
};

/** Wrong use of a command; the message says how to correct it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
