import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

export type Command = { program: string; args: string[]; env: Record<string, string>; log: string };

/** A process that is killed and restarted. */
export type Victim = {
  isRunning(): boolean;
  start(): void;
  /** From its next start on it is this one. */
  become(command: Command): void;
  /** SIGKILL: the process neither finishes its work nor logs. Resolves once it has exited. */
  kill(): Promise<void>;
};

/** Its output is appended to its log. `onEnd` is called for an unexpected end. */
export function createVictim(first: Command, onEnd: (how: string) => void): Victim {
  let command = first;
  let child: ChildProcess | undefined;
  return {
    isRunning: () => child !== undefined,
    become(next) {
      command = next;
    },
    start() {
      const { program, args, env, log } = command;
      const output = openSync(log, 'a');
      const started = spawn(program, args, { env, stdio: ['ignore', output, output] });
      closeSync(output);
      child = started;
      started.once('error', ({ message }) => onEnd(message));
      started.once('exit', (code, signal) => {
        if (child !== started) return;
        child = undefined;
        onEnd(`${signal ?? code}`);
      });
    },
    async kill() {
      const running = child;
      child = undefined;
      if (running?.exitCode !== null || running.signalCode !== null) return;
      const exited = once(running, 'exit');
      running.kill('SIGKILL');
      await exited;
    },
  };
}
