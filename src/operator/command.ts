import { createAccounts } from '../bridge-accounts.ts';
import type { Config } from '../config.ts';
import { asFailure, Failure } from '../errors.ts';
import { openHttpClient } from '../http/request.ts';
import { limits } from '../limits.ts';
import { reportAddresses } from '../reports/address.ts';
import { openWakeUps } from '../scheduler/wake-ups.ts';
import { openStorage, type Storage } from '../store/open.ts';
import { describeTrouble } from '../store/refusals.ts';
import { unavailable } from '../store/unavailable.ts';
import { type Arguments, closest, parseArguments } from './arguments.ts';
import { type Command, commands, shortUsageOf, usageOf, usageOfAll } from './commands.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { lineForTerminal, OutputClosed, textForTerminal } from './terminal.ts';

type Parts = Pick<OperatorParts, 'print' | 'printError' | 'now' | 'misspelt'> & {
  /** Called only for a valid command: help needs no settings. Throws ConfigurationError. */
  settings: () => Config;
  userAgent: string;
};

/**
 * Runs one operator command against the Redis of the running bridge. Resolves to the exit status. All of its output
 * goes through here, escaped for a terminal.
 */
export async function runCommand(name: string, args: string[], parts: Parts): Promise<number> {
  const helps = ['help', '--help', '-h'];
  if (helps.includes(name)) return help(args, parts);
  if (name === '--version') return showVersion(args, parts);
  if (name === 'start') return refuse('"start" takes no arguments. Usage: bridge, or: bridge start', parts);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return refuse(`There is no command "${name}".${suggestionFor(name)}\n\n${usageOfAll()}`, parts);
  const parsed = parseArguments(args, command);
  if (typeof parsed === 'string') return refuse(`${parsed}. Usage: ${shortUsageOf(name, command)}`, parts);
  if (parsed.wantsHelp) return show(usageOf(name, command), parts);
  return run(command, parsed, parts);
}

function help([name, ...others]: string[], parts: Parts): number {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (others.length > 0) return refuse('Usage: bridge help, or: bridge help <command>', parts);
  if (name === undefined || command) return show(command ? usageOf(name ?? '', command) : usageOfAll(), parts);
  return refuse(`There is no command "${name}".${suggestionFor(name)} "bridge help" lists them all`, parts);
}

function showVersion(args: string[], parts: Parts): number {
  if (args.length > 0) return refuse('Usage: bridge --version', parts);
  return show(parts.userAgent.replace('/', ' '), parts);
}

function suggestionFor(name: string): string {
  const closestName = closest(name, [...Object.keys(commands), 'help', 'start']);
  return closestName === undefined ? '' : ` Did you mean "${closestName}"?`;
}

function show(text: string, { print }: Parts): number {
  print(text);
  return 0;
}

function refuse(text: string, { printError }: Parts): number {
  printError(textForTerminal(text));
  return 2;
}

async function run(command: Command, { filters, positionals }: Arguments, parts: Parts): Promise<number> {
  const printError = (line: string) => parts.printError(lineForTerminal(line));
  let isOutputOpen = true;
  const print = (text: string): void => {
    try {
      if (isOutputOpen) parts.print(text);
    } catch (error) {
      // A command that changes something finishes its work although its output is closed.
      if (!(error instanceof OutputClosed) || command.isReadOnly) throw error;
      isOutputOpen = false;
    }
  };
  try {
    return await operate(command, parts, {
      now: parts.now,
      misspelt: parts.misspelt,
      printError,
      print: (line) => print(lineForTerminal(line)),
      printText: (text) => print(textForTerminal(text)),
      filters,
      positionals,
    });
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    for (const line of explain(error).split('\n')) printError(line);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function operate(
  command: Command,
  { settings, userAgent, now }: Parts,
  given: Omit<OperatorParts, 'config' | 'accounts' | 'storage' | 'wakeUps'>,
): Promise<number> {
  const config = settings();
  const storage = await openStorage(config, 'guest');
  const http = openHttpClient({ connectTimeoutMs: limits.connectMs, maxSockets: 10 });
  const addresses = reportAddresses(config.publicUrl);
  const accounts = createAccounts(config.accounts, {
    http: { vendor: http, callbacks: http },
    addresses,
    publicUrl: config.publicUrl,
    userAgent,
    now,
  });
  const wakeUps = openWakeUps(storage.connection);
  try {
    await storage.untilReady(5000).catch(() => undefined);
    if (!command.judgesRedis) await refuseFormat(storage);
    return await command.run({ config, accounts, storage, wakeUps, ...given });
  } catch (error) {
    const { kind, cause } = asFailure(error);
    if (kind !== 'store-unavailable') throw error;
    throw new Error(`Redis ${describeTrouble((await storage.whyAway()) ?? cause)}`);
  } finally {
    await wakeUps.close();
    http.close();
    await storage.close();
  }
}

/** Throws for a Redis whose data this version would misread. */
async function refuseFormat({ formatFault }: Pick<Storage, 'formatFault'>): Promise<void> {
  const fault = await formatFault().catch((error: unknown) => {
    throw unavailable(error);
  });
  if (fault !== undefined) throw new Error(`This Redis cannot be used: ${fault}.`);
}

function explain(error: unknown): string {
  if (error instanceof Failure && error.cause instanceof Error) return error.cause.message;
  return error instanceof Error ? error.message : String(error);
}
