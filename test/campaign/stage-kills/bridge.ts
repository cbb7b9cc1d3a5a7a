import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { programOf } from '../../../testing/program.ts';
import { answers } from '../kills/quiet.ts';
import type { FastClock } from './clock.ts';

/** A process of the bridge that is killed and comes again, on the clock of the campaign. */
export type Bridge = {
  url: string;
  /** Resolves once it answers. */
  start(): Promise<void>;
  /** SIGKILL: it finishes nothing. */
  kill(): Promise<void>;
  /** How often it ended although it was not killed. */
  ownEnds(): number;
};

export function createBridge(
  settings: Record<string, string> & { PORT: string },
  clock: FastClock,
  log: string,
): Bridge {
  const url = `http://127.0.0.1:${settings.PORT}`;
  let child: ChildProcess | undefined;
  let ownEnds = 0;
  clock.follow((aheadMs) => {
    if (child?.connected) child.send(aheadMs, () => undefined);
  });

  return {
    url,
    ownEnds: () => ownEnds,
    async start() {
      const env = { PATH: process.env.PATH, ...settings, AHEAD_MS: String(clock.aheadMs()) };
      const started = fork(programOf('test/campaign/stage-kills/bridge-life'), {
        env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      child = started;
      for (const output of [started.stdout, started.stderr]) output?.on('data', (bytes) => appendFileSync(log, bytes));
      started.once('exit', () => {
        if (child === started) ownEnds += 1;
      });
      while (child === started && started.exitCode === null && !(await answers(`${url}/livez`))) await sleep(50);
    },
    async kill() {
      const running = child;
      child = undefined;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const exited = once(running, 'exit');
      running.kill('SIGKILL');
      await exited;
    },
  };
}
