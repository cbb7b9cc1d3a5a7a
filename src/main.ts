#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openBridge } from './bridge.ts';
import { ConfigFault, readConfig } from './config.ts';
import { createLog, errorFields } from './log.ts';
import { runCommand } from './operator/command.ts';

/** The process: the only file that does anything by being loaded. */
const closeWithinMs = 25_000;

const [, , command, ...rest] = process.argv;
const code = command === undefined || command === 'start' ? await start() : await operate(command, rest);
if (code !== undefined) process.exitCode = code;

async function start(): Promise<number | undefined> {
  const config = configOrFaults();
  if (!config) return 1;
  const log = createLog(config.logLevel);
  let isClosing = false;

  // Whoever is stopped half-way into the start has something to close too.
  process.on('SIGTERM', () => void close(0));
  process.on('SIGINT', () => void close(0));
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
    onRefusal: (faults) => {
      log.fatal({ event: 'refusal', faults });
      void close(1);
    },
  });
  const isOpen = await opening.then(
    () => true,
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : 'The bridge could not start'}\n`);
      return false;
    },
  );
  return isOpen ? undefined : 1;

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

async function operate(name: string, args: string[]): Promise<number> {
  const config = configOrFaults();
  if (!config) return 1;
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const complain = (line: string) => void process.stderr.write(`${line}\n`);
  return runCommand(name, args, { config, print, complain, now: Date.now, userAgent: userAgent() });
}

function configOrFaults() {
  try {
    return readConfig(process.env, (path) => readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

function userAgent(): string {
  const file = [new URL('../package.json', import.meta.url), new URL('../../package.json', import.meta.url)]
    .map((url) => fileURLToPath(url))
    .flatMap(read)
    .at(0);
  const { name, version } = JSON.parse(file ?? '{}') as { name?: string; version?: string };
  return `${name ?? 'interview-bridge'}/${version ?? '0'}`;
}

function read(path: string): string[] {
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
}
