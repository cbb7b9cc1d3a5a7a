import { type ChildProcess, fork } from 'node:child_process';
import { programOf } from '../../../testing/program.ts';
import { type Place, place } from './place.ts';

/** One of the programs of `test/bench`, on its cores. */
export function forkAt(where: Place, name: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = fork(programOf(`test/bench/${name}`), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.stdout?.resume();
  place(child.pid ?? 0, where);
  return child;
}
