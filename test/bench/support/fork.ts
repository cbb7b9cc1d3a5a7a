import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Place, place } from './place.ts';

/** One of the programs of this folder's neighbours, as built or as written, on its cores. */
export function forkAt(where: Place, name: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const extension = extname(import.meta.url);
  const child = fork(fileURLToPath(new URL(`../${name}${extension}`, import.meta.url)), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    execArgv: extension === '.ts' ? ['--import', 'tsx'] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.stdout?.resume();
  place(child.pid ?? 0, where);
  return child;
}
