import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxVendor } from '../sandbox/vendor/server.ts';
import type { SandboxWorkable } from '../sandbox/workable/server.ts';
import { type Child, watch } from './child.ts';
import { emptyDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { openPeers } from './peers.ts';
import { programOf } from './program.ts';
import { type Answer, type AskOptions, askBridge, until } from './world.ts';

export { freePort } from './free-port.ts';
export { askRedis, openRedis, openSentinel, type RedisProcess } from './redis.ts';

/**
 * For tests that start processes: many at once, on a machine that may be busy. It ends what hangs; how fast a process is
 * stands in the benchmarks.
 */
export const processTimeout = 240_000;

export function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  return until(what, check, processTimeout / 2);
}

/** Closed when the test ends, however it ends. */
export async function during<T extends { close(): Promise<unknown> }>(
  onTestFinished: (close: () => Promise<void>) => void,
  opening: Promise<T>,
): Promise<T> {
  const opened = await opening;
  onTestFinished(async () => void (await opened.close()));
  return opened;
}

export type BridgeProcess = Child & { url: string };

/** The peers of a bridge, and as many processes of it as a test starts. `close()` leaves nothing running. */
export type Stage = {
  url: string;
  port: number;
  /** The working directory of the processes; empty except for files of a test or a process. */
  directory: string;
  /** The settings of each process, unless it is given others. */
  settings: Settings;
  vendor: SandboxVendor;
  workable: SandboxWorkable;
  /** A new process, which may never listen. */
  launch(changes?: Settings, words?: readonly string[]): BridgeProcess;
  /** A new process, once it listens. */
  start(changes?: Settings): Promise<BridgeProcess>;
  /** Runs one operator command to its end. */
  command(...words: string[]): Promise<Child>;
  /** A new create request as Workable sends it; sent again, it is the same one. */
  newCreate(): CreateBody;
  /** A request to a bridge of this stage as Workable makes it. */
  ask(method: string, path: string, options?: AskOptions & { bridge?: BridgeProcess }): Promise<Answer>;
  /**
   * The candidate of that request takes the interview and is scored, out of 10; resolves once the webhook had its first
   * try.
   */
  takeInterview(create: CreateBody, score: number): Promise<string>;
  close(): Promise<void>;
};

export type CreateBody = {
  interview_template_id: string;
  callback_url: string;
  candidate: { first_name: string; email: string };
};

/** `undefined` removes a setting. */
export type Settings = Record<string, string | undefined>;

export async function openStage(settings: Settings = {}): Promise<Stage> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'bridge-'));
  const url = `http://127.0.0.1:${port}`;
  const { vendor, workable, settings: peerSettings } = await openPeers(url);
  vendor.control.webhookRetryDelaysMs = [300];
  const redis = 'REDIS_URL' in settings ? settings.REDIS_URL : await emptyDatabase();
  const common: Settings = { ...peerSettings, REDIS_URL: redis, ...settings };
  const processes: BridgeProcess[] = [];
  function launch(changes: Settings = {}, words: readonly string[] = []): BridgeProcess {
    const started = startProcess(directory, { ...common, ...changes }, words);
    processes.push(started);
    return started;
  }

  return {
    url,
    port,
    directory,
    settings: common,
    vendor,
    workable,
    launch,
    async command(...words) {
      const command = launch({}, words);
      await command.exited;
      return command;
    },
    async start(changes) {
      const bridge = launch(changes);
      await untilListening(bridge);
      return bridge;
    },
    newCreate: () => newCreate(vendor, workable),
    ask: (method, path, { bridge, ...options } = {}) => askBridge(`${bridge?.url ?? url}${path}`, method, options),
    async takeInterview(create, score) {
      const attempt = await vendor.control.start(create.candidate.email, create.interview_template_id);
      await vendor.control.score(attempt, score);
      return attempt;
    },
    async close() {
      await Promise.all(processes.map((each) => each.kill()));
      await Promise.all([vendor.close(), workable.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function newCreate(vendor: SandboxVendor, workable: SandboxWorkable): CreateBody {
  const template = vendor.control.definitions.find(({ status, type }) => status === 'active' && type === 'interview')!;
  return {
    interview_template_id: template.id,
    callback_url: workable.control.newCallbackUrl(),
    candidate: { first_name: 'Lakita', email: `lakita.${randomUUID()}@example.test` },
  };
}

function startProcess(directory: string, settings: Settings, words: readonly string[]): BridgeProcess {
  const given = Object.entries(settings).filter((entry) => entry[1] !== undefined);
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, ...Object.fromEntries(given) };
  // In a separate process group, as a shell starts it.
  const options = { cwd: directory, env, detached: true };
  const child = spawn(process.execPath, [programOf('src/main'), ...words], options);
  return { ...watch(child), url: `http://127.0.0.1:${env.PORT}` };
}

async function untilListening(bridge: BridgeProcess): Promise<void> {
  while (!bridge.stdout().includes('"event":"listening"')) {
    if (bridge.exit()) throw new Error(`The bridge ended instead of listening:\n${bridge.stderr()}${bridge.stdout()}`);
    await sleep(20);
  }
}

/** Resolves once a bridge has everything it needs. */
export async function untilReady(stage: Stage, bridge?: BridgeProcess): Promise<void> {
  const isReady = () => stage.ask('GET', '/readyz', bridge ? { bridge } : {}).then(({ status }) => status === 200);
  await eventually('the bridge is ready', () => isReady().catch(() => false));
}
