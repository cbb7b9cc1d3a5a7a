import type { BridgeAccount } from '../bridge-accounts.ts';
import type { Config } from '../config.ts';
import type { WakeUps } from '../scheduler/wake-ups.ts';
import type { Storage } from '../store/open.ts';
import type { Options } from './words.ts';

/** What an operator's command may use. */
export type OperatorParts = {
  config: Config;
  accounts: readonly BridgeAccount[];
  storage: Storage;
  wakeUps: WakeUps;
  /** One line. */
  print: (line: string) => void;
  /** A text from outside as it came, of however many lines. */
  printText: (text: string) => void;
  /** What is no result: faults and progress. */
  complain: (line: string) => void;
  now: () => number;
  filters: Options;
  positionals: readonly string[];
};

/** The command was wrongly used; the message says how to put it right. */
export class Misuse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Misuse';
  }
}
