#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { isatty } from 'node:tty';
import { openBridge } from './bridge.ts';
import { type Config, ConfigurationError, proxiesOf, readConfig, readEnvironment, unknownSettings } from './config.ts';
import { captureConsole, createLog, errorFields, type Logger } from './log.ts';
import { closest } from './operator/cli/closest.ts';
import { textForTerminal } from './operator/cli/escape.ts';
import { createPrompt } from './operator/cli/prompt.ts';
import { runCommandLine, type ToRun } from './operator/cli/run.ts';
import { openStreams } from './operator/cli/streams.ts';
import { readOwnPackage } from './own-package.ts';

/** The process: the only file with effects on import. */
const closeWithinMs = 25_000;
const standardInput = 0;

const code = await operate(process.argv.slice(2));
if (code !== undefined) process.exitCode = code;

/** Runs one operator's command, or starts the server. */
async function operate(words: readonly string[]): Promise<number | undefined> {
  const { stdout, stderr, env } = process;
  const { terminal, finish, release } = openStreams({ stdout, stderr, env, elapsedMs: () => performance.now() });
  const prompt = createPrompt({ input: process.stdin, output: stderr, onEnd: () => process.exit(1) });
  const end = await runCommandLine(words, {
    terminal,
    settings: () => readSettings().config,
    misspelt,
    now: Date.now,
    userAgent: userAgent(),
    repository: readOwnPackage().repository,
    checkToken: env.BRIDGE_CHECK_TOKEN,
    readInput: () => text(process.stdin),
    stopped: untilStopped,
    env,
    ...(process.stdin.isTTY && stderr.isTTY ? { ask: prompt.ask } : {}),
  });
  prompt.close();
  if (typeof end === 'number') return finish(end);
  release();
  return run(end);
}

/** The sandbox is loaded where it is asked for alone. */
async function run({ run: what, options }: ToRun): Promise<number | undefined> {
  if (what === 'demo') return (await import('../sandbox/demo.ts')).runDemo(options);
  if (what === 'sandbox') return (await import('../sandbox/dev.ts')).runSandbox(options);
  return start();
}

/** Aborts at the first signal to stop. */
function untilStopped(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

async function start(): Promise<number | undefined> {
  const settings = settingsOrNothing();
  if (!settings) return 1;
  const { config, proxies } = settings;
  const log = openLog(config.logLevel);
  warnOfSettings(log, config, proxies);
  let isClosing = false;

  // A signal during the start closes what is already open.
  process.on('SIGTERM', () => void close(0));
  process.on('SIGINT', () => void close(0));
  const hasTerminal = isatty(standardInput);
  process.on('SIGHUP', () => (hasTerminal && !isatty(standardInput) ? endWithTerminal() : void readAccountsAgain()));
  process.on('unhandledRejection', (reason) => log.error({ event: 'unhandled', ...errorFields(reason) }));
  process.on('uncaughtException', (error) => {
    log.fatal({ event: 'unhandled', ...errorFields(error) });
    process.exit(1);
  });
  const opening = openBridge(config, {
    log,
    now: Date.now,
    random: Math.random,
    userAgent: userAgent(),
    onRefusal: (reasons) => {
      log.fatal({ event: 'refusal', reasons });
      void close(1);
    },
  });
  return opening.then(
    () => undefined,
    (error: unknown) => {
      printError(error instanceof Error ? error.message : 'The bridge could not start');
      return 1;
    },
  );

  /** Only accounts may change while the bridge runs. Wrong settings change nothing. */
  async function readAccountsAgain(): Promise<void> {
    try {
      const { accounts } = readSettings().config;
      (await opening).reconfigure(accounts);
      log.info({ event: 'settings', outcome: 're-read', accounts: accounts.map(({ name }) => name) });
    } catch (error) {
      const errors = error instanceof ConfigurationError ? error.message.split('\n') : undefined;
      log.error({ event: 'settings', outcome: 'not re-read', ...(errors ? { errors } : errorFields(error)) });
    }
  }

  async function close(exitCode: number): Promise<void> {
    if (isClosing) return;
    isClosing = true;
    log.info({ event: 'closing' });
    const timer = setTimeout(() => {
      log.error({ event: 'closing', outcome: 'too slow' });
      process.exit(1);
    }, closeWithinMs - 1000);
    const bridge = await opening.catch(() => undefined);
    await bridge?.close().catch((error: unknown) => log.error({ event: 'closing', ...errorFields(error) }));
    clearTimeout(timer);
    log.info({ event: 'closed' });
    process.exit(exitCode);
  }
}

/** The signal that accounts are read again by also comes when a terminal closes. Nothing can be logged then. */
function endWithTerminal(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

function openLog(level: string): Logger {
  const log = createLog(level);
  captureConsole(console, log);
  // Node would write them to standard error.
  process.removeAllListeners('warning');
  process.on('warning', ({ name }) => log.warn({ event: 'library', detail: name }));
  return log;
}

function warnOfSettings(log: Logger, { guessable }: Config, proxies: readonly string[]): void {
  if (proxies.length > 0) {
    log.warn({ event: 'proxy', outcome: 'unused', variables: proxies, detail: 'the bridge uses no proxy' });
  }
  for (const { variable, meant } of misspellings()) {
    log.warn({ event: 'settings', outcome: 'unknown', variable, detail: `.env: did you mean ${meant}?` });
  }
  for (const name of guessable) {
    log.warn({ event: 'secret', outcome: 'guessable', setting: name, detail: 'use 16 random characters or more' });
  }
}

/** Prints why the bridge cannot start. */
function printError(text: string): void {
  process.stderr.write(`${textForTerminal(text)}\n`);
}

function readFile(path: string): string {
  return readFileSync(path, 'utf8');
}

/** Names in `.env` that resemble a setting. An unreadable `.env` is reported elsewhere. */
function misspellings(): { variable: string; meant: string }[] {
  try {
    const { unknown, known } = unknownSettings(readFile);
    return unknown.flatMap((variable) => {
      const meant = closest(variable, known);
      return meant === undefined ? [] : [{ variable, meant }];
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [];
  }
}

function misspelt(): string[] {
  return misspellings().map(({ variable, meant }) => `.env: there is no ${variable}. Did you mean ${meant}?`);
}

/** Throws ConfigurationError, which names misspelt settings too. */
function readSettings(): { config: Config; proxies: string[] } {
  try {
    const env = readEnvironment(process.env, readFile);
    return { config: readConfig(env, readFile), proxies: proxiesOf(env) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError([
      ...welcomeFor(error.message),
      error.message,
      ...misspelt(),
      ...hintsFor(error.message),
    ]);
  }
}

/** Where there are no settings at all. */
function welcomeFor(errors: string): string[] {
  const first = 'There are no settings yet. "bridge init" asks for them and writes .env; "bridge demo" needs none.';
  const isWithout = (name: string) => errors.split('\n').some((line) => line.startsWith(`${name} is missing`));
  return isWithout('PUBLIC_URL') && isWithout('WORKABLE_PROVIDER_TOKEN') ? [first] : [];
}

function hintsFor(errors: string): string[] {
  const managed =
    'For managed accounts alone, set DATA_KEY and OPERATOR_TOKEN and none of the secrets above: docs/accounts.md';
  const doors =
    'An account needs both tokens of Workable, or WORKABLE_API_TOKEN for the stage door in their place: docs/stage-door.md';
  const all = 'Settings are described in .env.example and docs/settings.md. VENDOR decides which ones are needed';
  const isWithoutDoor = /WORKABLE_PROVIDER_TOKEN is missing.*\n.*WORKABLE_CALLBACK_TOKEN is missing/.test(errors);
  return [
    ...(isWithoutDoor ? [doors] : []),
    ...(/^WORKABLE_PROVIDER_TOKEN is missing/m.test(errors) ? [managed] : []),
    ...(/ is missing/.test(errors) ? [all] : []),
  ];
}

function settingsOrNothing() {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    printError(error.message);
    return undefined;
  }
}

function userAgent(): string {
  const { name, version } = readOwnPackage();
  return `${name}/${version}`;
}
