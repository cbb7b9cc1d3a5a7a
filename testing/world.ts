import { setTimeout as sleep } from 'node:timers/promises';
import { sleepByClock } from '../sandbox/sleep-by-clock.ts';
import type { SandboxVendor } from '../sandbox/vendor/server.ts';
import type { SandboxWorkable } from '../sandbox/workable/server.ts';
import { type Bridge, openBridge } from '../src/bridge.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { emptyDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { openPeers } from './peers.ts';
import { secrets } from './secrets.ts';

export { secrets } from './secrets.ts';

/**
 * A bridge between a sandbox vendor and a sandbox Workable, all real servers on loopback, with a clock that tests move.
 */
export type World = {
  url: string;
  redisUrl: string;
  /** The settings the bridge was opened with. */
  env: Readonly<Record<string, string>>;
  /** The content of `ACCOUNTS_FILE`. */
  accountsFile: string;
  vendor: SandboxVendor;
  workable: SandboxWorkable;
  clock: Clock;
  /** Every line the bridge has logged. */
  logLines: string[];
  /** Closes the bridge and opens it again on the same Redis and port, with other settings on top. */
  restart(overrides?: Record<string, string | undefined>): Promise<void>;
  /** A request to the bridge as Workable makes it. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  close(): Promise<void>;
};

export type AskOptions = { body?: unknown; rawBody?: string; headers?: Record<string, string | undefined> };
// biome-ignore lint/suspicious/noExplicitAny: tests read fields of any answer
export type Answer = { status: number; headers: Headers; body: any; text: string };

export type Clock = { now: () => number; advance(ms: number): void };

function movableClock(): Clock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance(ms) {
      offset += ms;
    },
  };
}

/** With an `accountsFile`, set `ACCOUNTS_FILE` in the overrides too. */
export async function openWorld(
  overrides: Record<string, string> = {},
  { accountsFile = '' }: { accountsFile?: string } = {},
): Promise<World> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const redisUrl = overrides.REDIS_URL ?? (await emptyDatabase());
  const clock = movableClock();
  const { vendor, workable, settings: common } = await openPeers(url);
  vendor.control.now = clock.now;
  const settings = {
    ...common,
    REDIS_URL: redisUrl,
    WORKABLE_CALLBACK_HOSTS: `*.workable.com,${common.WORKABLE_CALLBACK_HOSTS}`,
    LOG_LEVEL: 'debug',
    ...overrides,
  };
  const logLines: string[] = [];
  let bridge: Bridge = await open(settings);

  return {
    url,
    redisUrl,
    env: settings,
    accountsFile,
    vendor,
    workable,
    clock,
    logLines,
    async restart(more = {}) {
      await bridge.close();
      bridge = await open({ ...settings, ...more });
    },
    ask: (method, path, options) => askBridge(`${url}${path}`, method, options),
    async close() {
      await Promise.all([bridge.close(), vendor.close(), workable.close()]);
    },
  };

  function open(env: Record<string, string | undefined>): Promise<Bridge> {
    const config = readConfig(env, () => accountsFile);
    const log = createLog(config.logLevel, { write: (line) => void logLines.push(line) });
    return openBridge(config, {
      log,
      now: clock.now,
      random: Math.random,
      userAgent: 'interview-bridge/test',
      onRefusal: () => undefined,
      sleepUntilTurn: sleepByClock(clock.now),
    });
  }
}

/** A request to a bridge at any address. */
export async function askBridge(
  url: string,
  method: string,
  { body, rawBody, headers }: AskOptions = {},
): Promise<Answer> {
  const all = { authorization: `Bearer ${secrets.providerToken}`, 'content-type': 'application/json', ...headers };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url, {
    method,
    headers: given,
    redirect: 'manual',
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Polls until a state is reached. */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 90_000,
): Promise<T> {
  const giveUpAt = Date.now() + withinMs;
  while (Date.now() < giveUpAt) {
    const seen = await check();
    if (seen) return seen;
    await sleep(20);
  }
  throw new Error(`Waited without success until ${what}`);
}

/** A create request as Workable sends it, with some fields changed. */
export function createBody(world: World, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const definition = world.vendor.control.definitions.find(
    ({ status, type }) => status === 'active' && type === 'interview',
  );
  return {
    interview_template_id: definition?.id,
    job_title: 'Operations Manager',
    callback_url: `${world.workable.url}/interviews/${Math.floor(Math.random() * 1e9)}`,
    candidate: { first_name: 'Lakita', last_name: 'Marrero', email: `lakita.${Date.now()}@example.test` },
    ...changes,
  };
}
