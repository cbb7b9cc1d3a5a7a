import { createAccounts } from '../bridge-accounts.ts';
import type { Config } from '../config.ts';
import { openBell } from '../delivery/bell.ts';
import { asFailure, Failure } from '../errors.ts';
import { openHttpClient } from '../http/request.ts';
import { limits } from '../limits.ts';
import { reportAddresses } from '../reports/address.ts';
import { accountOf, bellPrefix } from '../store/keys.ts';
import { openStorage } from '../store/open.ts';
import { describeTrouble } from '../store/refusals.ts';
import { type Command, commands, shortUsageOf, usageOf, usageOfAll } from './commands.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { lineForTerminal, NobodyReads, textForTerminal } from './terminal.ts';
import { nearest, readWords, type Words } from './words.ts';

type Parts = Pick<OperatorParts, 'print' | 'complain' | 'now'> & {
  /** Read only for a command that can be run: help needs no settings. Throws ConfigFault. */
  settings: () => Config;
  userAgent: string;
};

/**
 * One operator's command against the same Redis as the running bridge. Resolves to the exit code. Whatever it prints goes
 * through here, and is fit for a terminal.
 */
export async function runCommand(name: string, args: string[], parts: Parts): Promise<number> {
  const helps = ['help', '--help', '-h'];
  if (helps.includes(name)) return help(args, parts);
  if (name === '--version') return showVersion(args, parts);
  if (name === 'start') return refuse('"start" takes nothing more. Usage: bridge, or: bridge start', parts);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return refuse(`There is no command "${name}".${suggestionFor(name)}\n\n${usageOfAll()}`, parts);
  const words = readWords(args, command);
  if (typeof words === 'string') return refuse(`${words}. Usage: ${shortUsageOf(name, command)}`, parts);
  if (words.asksForHelp) return show(usageOf(name, command), parts);
  return run(command, words, parts);
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
  const meant = nearest(name, [...Object.keys(commands), 'help', 'start']);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}

function show(text: string, { print }: Parts): number {
  print(text);
  return 0;
}

function refuse(text: string, { complain }: Parts): number {
  complain(textForTerminal(text));
  return 2;
}

async function run(command: Command, words: Words, parts: Parts): Promise<number> {
  const complain = (line: string) => parts.complain(lineForTerminal(line));
  const reader = { isThere: true };
  const print = (text: string): void => {
    try {
      if (reader.isThere) parts.print(text);
    } catch (error) {
      // Whoever has begun to change something brings it to its end.
      if (!(error instanceof NobodyReads) || command.onlyLooks) throw error;
      reader.isThere = false;
    }
  };
  try {
    return await operate(command, parts, {
      now: parts.now,
      complain,
      print: (line) => print(lineForTerminal(line)),
      printText: (text) => print(textForTerminal(text)),
      filters: words.filters,
      positionals: words.positionals,
    });
  } catch (error) {
    if (error instanceof NobodyReads) return 0;
    for (const line of explain(error).split('\n')) complain(line);
    return error instanceof Misuse ? 2 : 1;
  }
}

async function operate(
  command: Command,
  { settings, userAgent, now }: Parts,
  given: Omit<OperatorParts, 'config' | 'accounts' | 'storage' | 'bell'>,
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
  const bell = openBell(storage.connection, bellPrefix, accountOf);
  try {
    await storage.untilReady(5000).catch(() => undefined);
    return await command.run({ config, accounts, storage, bell, ...given });
  } catch (error) {
    const { kind, cause } = asFailure(error);
    if (kind !== 'store-unavailable') throw error;
    throw new Error(`Redis ${describeTrouble((await storage.whyAway()) ?? cause)}`);
  } finally {
    await bell.close().catch(() => undefined);
    http.close();
    await storage.close();
  }
}

function explain(error: unknown): string {
  if (error instanceof Failure && error.cause instanceof Error) return error.cause.message;
  return error instanceof Error ? error.message : String(error);
}
