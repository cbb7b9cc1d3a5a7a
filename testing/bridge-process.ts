import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, watch } from './child.ts';
import { programOf } from './program.ts';

/** A process of the bridge, which may never answer. */
export function launchBridge(settings: Record<string, string>, command: readonly string[] = []): Child {
  const env = { PATH: process.env.PATH, HOST: '127.0.0.1', ...settings };
  // Not in the checkout: a .env there would be read.
  return watch(spawn(process.execPath, [programOf('src/main'), ...command], { cwd: tmpdir(), env }));
}

/** Runs a command to its end; `text` is all of its output. */
export async function runCommand(settings: Record<string, string>, command: readonly string[]) {
  const child = launchBridge(settings, command);
  const { code } = await child.exited;
  return { code, text: `${child.stdout()}${child.stderr()}`.trim() };
}

/** A process of the bridge, once it is ready. Throws when it ends instead. */
export async function startBridge(settings: Record<string, string> & { PORT: string }, pollMs = 50): Promise<Child> {
  const bridge = launchBridge(settings);
  while (!(await isReady(settings.PORT))) {
    if (bridge.exit()) throw new Error(`The bridge ended: ${bridge.stderr()}${bridge.stdout()}`);
    await sleep(pollMs);
  }
  return bridge;
}

export function isReady(port: string | number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
