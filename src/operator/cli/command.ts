import type { OperatorParts } from '../parts.ts';
import type { OptionName, Options } from './options.ts';
import type { Output } from './output.ts';

/** What a command that needs neither settings nor Redis may use. */
export type PlainParts = Output & {
  options: Options;
  args: readonly string[];
  /** `BRIDGE_CHECK_TOKEN`: no setting, since checks need none. */
  checkToken: string | undefined;
  userAgent: string;
  env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readInput: () => Promise<string>;
  /** Absent where there is no terminal to ask at. */
  ask?: Ask;
};

/** Asks a person at the terminal; what they type of a secret is not shown. Resolves to the answer, without spaces around it. */
export type Ask = (question: string, options?: { isSecret?: boolean }) => Promise<string>;

/** Heads of the list of all commands, in this order. */
export const groups = [
  'See',
  'Accounts',
  'Stage door',
  'Interviews',
  'Deliveries',
  'Rejected webhooks',
  'Stored data',
  'Check a server',
  'This program',
] as const;

/** Line: what to type, up to a pipe. */
export type Example = readonly [line: `bridge${string}`, does: string];

/** An argument as help names it: `<id>` is required, `[id]` is not, `…` takes several. */
export type Argument = { name: string; does: string; choices?: readonly string[] };

type Declaration = {
  /** A word, or two of which the first is a command itself. */
  name: string;
  group: (typeof groups)[number];
  /** What it does, in a line of the list of all commands. */
  summary: string;
  /** More about it, for its own help. */
  details?: string;
  args?: readonly Argument[];
  options?: readonly OptionName[];
  /** Beyond those that all commands have: `3  what it means`. */
  exitStatuses?: readonly string[];
  examples: readonly [Example, ...Example[]];
};

/** A command on the data of the bridge. `run` resolves to the exit status, and throws UsageError for wrong use. */
export type BridgeCommand = Declaration & {
  needs: 'bridge';
  run: (parts: OperatorParts) => Promise<number>;
  /** The command changes nothing, so it may stop as soon as its output is closed. */
  isReadOnly?: true;
  /**
   * The command reports itself what is wrong with Redis. All others are refused if Redis holds data in a format that
   * they cannot read.
   */
  judgesRedis?: true;
};

/** A command that needs neither settings nor Redis. */
export type PlainCommand = Declaration & {
  needs: 'nothing';
  run: (parts: PlainParts) => number | Promise<number>;
};

/** The server itself, which the process starts. */
export type ServerCommand = Declaration & { needs: 'process' };

export type Command = BridgeCommand | PlainCommand | ServerCommand;
