import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Child, watch } from './child.ts';
import { freePort } from './free-port.ts';

/** A process of the bridge that can be killed and comes again on the same port. */
export type BridgeProcess = {
  url: string;
  /** Resolves once it answers. Throws when it ends instead. */
  start(): Promise<void>;
  /** SIGKILL: it finishes nothing and says nothing. */
  kill(): Promise<void>;
};

/** As built, or as written where tests run this. */
const [root, args] = import.meta.url.endsWith('.js')
  ? ['../../..', ['dist/src/main.js']]
  : ['../..', ['--import', 'tsx', 'src/main.ts']];

export async function createBridgeProcess(settings: Record<string, string>): Promise<BridgeProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const place = { HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: url };
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'error', ...place, ...settings };
  let child: Child | undefined;

  return {
    url,
    async start() {
      const started = watch(spawn(process.execPath, args, { cwd: fileURLToPath(new URL(root, import.meta.url)), env }));
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
