import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { programOf } from '../../../testing/program.ts';
import type { Loaded, Order } from './load.ts';

/** Sends from a separate process, on a separate core if possible. */
export async function runLoad(order: Order): Promise<Loaded> {
  const lastCore = availableParallelism() - 1;
  const isPinned = lastCore > 0 && spawnSync('taskset', ['--version']).status === 0;
  const node = [process.execPath, programOf('test/campaign/flood/load')];
  const [program = '', ...args] = isPinned ? ['taskset', '-c', String(lastCore), ...node] : node;
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(order);
  const loaded = once(child, 'message').then(([message]) => message as Loaded);
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject<Loaded>(new Error(`The sender ended with ${code}`)),
  );
  return Promise.race([loaded, ended]);
}
