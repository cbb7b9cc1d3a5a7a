import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** `measured`: the first core, alone. `others`: all but that one. `anywhere`: all of them. */
export type Place = 'measured' | 'others' | 'anywhere';

const last = availableParallelism() - 1;

/** Whether processes can be kept apart here. */
export const canPlace = last > 0 && spawnSync('taskset', ['--version']).status === 0;

/** All threads of a process, for the rest of its life. */
export function place(pid: number, where: Place): void {
  const cores = { measured: '0', others: `1-${last}`, anywhere: `0-${last}` };
  if (canPlace) spawnSync('taskset', ['-a', '-c', '-p', cores[where], String(pid)]);
}
