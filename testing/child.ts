import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A process that was started here, with everything it wrote. */
export type Child = {
  pid: number;
  stdout(): string;
  stderr(): string;
  exit(): Exit | undefined;
  exited: Promise<Exit>;
  signal(name: NodeJS.Signals): void;
  /** As by `kill -9`: nothing is finished or logged. */
  kill(): Promise<void>;
};

export function watch(child: ChildProcess): Child {
  let [stdout, stderr] = ['', ''];
  let exit: Exit | undefined;
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const exited = once(child, 'close').then(([code, signal]) => {
    exit = { code, signal };
    return exit;
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The process could not be started');
  return {
    pid,
    stdout: () => stdout,
    stderr: () => stderr,
    exit: () => exit,
    exited,
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
