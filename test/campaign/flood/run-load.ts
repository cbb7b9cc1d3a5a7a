import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Loaded, Order } from './load.ts';

/** As built, or as written where tests run this. */
const [file, words] = import.meta.url.endsWith('.js') ? ['load.js', []] : ['load.ts', ['--import', 'tsx']];

/** Sends from a process of its own, on a core of its own where that can be had. */
export async function runLoad(order: Order): Promise<Loaded> {
  const lastCore = availableParallelism() - 1;
  const isPinned = lastCore > 0 && spawnSync('taskset', ['--version']).status === 0;
  const node = [process.execPath, ...words, fileURLToPath(new URL(file, import.meta.url))];
  const [program = '', ...args] = isPinned ? ['taskset', '-c', String(lastCore), ...node] : node;
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(order);
  const loaded = once(child, 'message').then(([message]) => message as Loaded);
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject<Loaded>(new Error(`The sender ended with ${code}`)),
  );
  return Promise.race([loaded, ended]);
}
