import { setTimeout as sleep } from 'node:timers/promises';
import { launchBridge } from '../../../testing/bridge-process.ts';
import type { Child } from '../../../testing/child.ts';
import { freePort } from '../../../testing/free-port.ts';

/** A process of the bridge that can be killed and comes again on the same port. */
export type BridgeProcess = {
  url: string;
  /** Of the process that runs now. */
  pid(): number;
  /** Everything that it has logged. */
  stdout(): string;
  /** Resolves once it answers. Throws when it ends instead. */
  start(): Promise<void>;
  /** SIGKILL: it finishes nothing and says nothing. */
  kill(): Promise<void>;
};

export async function createBridgeProcess(settings: Record<string, string>): Promise<BridgeProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const all = { LOG_LEVEL: 'error', PORT: String(port), PUBLIC_URL: url, ...settings };
  let child: Child | undefined;

  return {
    url,
    pid: () => child?.pid ?? 0,
    stdout: () => child?.stdout() ?? '',
    async start() {
      const started = launchBridge(all);
      child = started;
      while (!(await isAlive(url))) {
        if (started.exit()) throw new Error(`The bridge ended: ${started.stderr()}${started.stdout()}`);
        await sleep(50);
      }
    },
    async kill() {
      await child?.kill();
    },
  };
}

function isAlive(url: string): Promise<boolean> {
  return fetch(`${url}/livez`).then(
    ({ ok }) => ok,
    () => false,
  );
}
