import { CommanderError } from 'commander';
import type { Config } from '../../config.ts';
import { Failure } from '../../errors.ts';
import { UsageError } from '../parts.ts';
import type { Ask, Command } from './command.ts';
import { withBridge } from './connect.ts';
import { textForTerminal } from './escape.ts';
import type { Options } from './options.ts';
import { createOutput, OutputClosed, type Terminal } from './output.ts';
import { createProgram, type Given } from './program.ts';
import { commands } from './registry.ts';

type Parts = {
  terminal: Terminal;
  /** Called only for a command that needs settings. Throws ConfigurationError. */
  settings: () => Config;
  /** A sentence for each name in `.env` that resembles a setting and is none. */
  misspelt: () => readonly string[];
  now: () => number;
  userAgent: string;
  /** The web address of the repository, where it is known. */
  repository?: string | undefined;
  /** `BRIDGE_CHECK_TOKEN`. */
  checkToken?: string | undefined;
  env?: Readonly<Record<string, string | undefined>>;
  /** Asks a person, who may answer nothing; absent where there is no terminal to ask at. */
  ask?: Ask;
  /** All of standard input. */
  readInput?: () => Promise<string>;
  /** From the call on, Ctrl-C aborts the signal and does nothing else. */
  stopped?: () => AbortSignal;
};

/** What the process itself is to run: the server, or a sandbox of it. */
export type ToRun = { run: string; options: Options };

/**
 * Runs a command line: the words after `bridge`. Resolves to the exit status, or to what the process is to run.
 */
export async function runCommandLine(words: readonly string[], parts: Parts): Promise<number | ToRun> {
  const { print, printError, columns } = parts.terminal;
  let end: number | ToRun = 0;
  const program = createProgram({
    commands,
    version: parts.userAgent.replace('/', ' '),
    repository: parts.repository,
    print,
    printError,
    columns,
    async onCommand(command, given) {
      end =
        command.needs === 'process'
          ? { run: command.name, options: given.options }
          : await runCommand(command, given, parts);
    },
  });
  try {
    if (/^(-V|--version)$/.test(words[0] ?? '') && words.length > 1) program.error('--version takes no arguments');
    await program.parseAsync(words.length === 0 ? ['start'] : words, { from: 'user' });
    return end;
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Commander has printed the help already.
    if (error.code !== 'commander.help') printError(textForTerminal(explainUsage(error, words)));
    return 2;
  }
}

/** `Unknown option '--stat'. Did you mean --state? See "bridge interviews --help"` */
function explainUsage(error: CommanderError, words: readonly string[]): string {
  const names = [words.slice(0, 2).join(' '), words[0]];
  const [command] = names.flatMap((name) => commands.find((each) => each.name === name) ?? []);
  const sentence = missingArgument(error, command) ?? sentenceOf(error);
  return `${sentence}${/[.?]$/.test(sentence) ? '' : '.'} See "bridge ${command ? `${command.name} ` : ''}--help"`;
}

function sentenceOf({ message }: CommanderError): string {
  const text = message.replace(/^error: /, '').replace(/\n\((Did you mean .*)\)$/, '. $1');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What to give, with an example: commander says the name of the argument alone. */
function missingArgument({ code, message }: CommanderError, command: Command | undefined): string | undefined {
  if (code !== 'commander.missingArgument' || !command) return undefined;
  const missing = command.args?.find(({ name }) => message.endsWith(`'${name.replaceAll(/[<>…]/g, '')}'`));
  const [[example]] = command.examples;
  return missing && `Missing ${missing.name}: ${missing.does}. For example: ${example}`;
}

async function runCommand(
  command: Exclude<Command, { needs: 'process' }>,
  { options, args }: Given,
  parts: Parts,
): Promise<number> {
  const isReadOnly = command.needs === 'nothing' || command.isReadOnly === true;
  const output = createOutput(parts.terminal, { isJson: options.json === true, isReadOnly });
  const { settings, userAgent, checkToken, now, misspelt, ask, env = {} } = parts;
  const { readInput = async () => '', stopped = never } = parts;
  const given = { ...output, options, args, userAgent, checkToken, env, readInput, ...(ask ? { ask } : {}) };
  try {
    if (command.needs === 'nothing') return await command.run(given);
    return await withBridge(command, { config: settings(), userAgent, now, printError: output.printError }, (bridge) =>
      command.run({ ...bridge, ...given, now, misspelt, stopped }),
    );
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    for (const line of explain(error).split('\n')) output.printError(line);
    return error instanceof UsageError ? 2 : 1;
  }
}

const never = () => new AbortController().signal;

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof Failure)) return error.message;
  const { cause, kind, message, retryAfterMs } = error;
  // Of a vendor's trouble the message says whose it is.
  const said = cause instanceof Error && !kind.startsWith('vendor-') ? cause.message : message;
  return retryAfterMs === undefined ? said : `${said}. Try again in ${Math.ceil(retryAfterMs / 1000)} s`;
}
