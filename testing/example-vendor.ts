import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { type Child, watch } from './child.ts';
import { freePort } from './free-port.ts';
import { until } from './world.ts';

const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).stdout?.includes('Python 3'));

/** The vendors of `examples/` that this machine can run. */
export const examples = [
  { name: 'vendor-node', command: process.execPath, file: 'server.mjs' },
  ...(python ? [{ name: 'vendor-python', command: python, file: 'server.py' }] : []),
];

export const exampleToken = 'the-token-of-the-bridge';
export const exampleSecret = `whsec_${Buffer.from('the key of the examples, at length').toString('base64')}`;

export type ExampleVendor = Awaited<ReturnType<typeof openExample>>;

/** The example in a process and a folder of its own. */
export async function openExample({ command, file, name }: (typeof examples)[number]) {
  const directory = await mkdtemp(join(tmpdir(), 'example-'));
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    VENDOR_TOKEN: exampleToken,
    VENDOR_WEBHOOK_SECRET: exampleSecret,
  };
  let child: Child | undefined;
  const start = async () => {
    child = watch(spawn(command, [resolve('examples', name, file)], { cwd: directory, env }));
    await until('it listens', () => child?.stdout().includes('Listening') || child?.exit());
    expect(child.exit(), child.stderr()).toBeUndefined();
  };
  await start();
  return {
    url: `http://localhost:${port}`,
    store: join(directory, 'interviews.json'),
    /** Of the candidate that was invited last. */
    link: () => until('it says whom it invited', () => child?.stdout().match(/Invited: (\S+)\n$/)?.[1]),
    async restart() {
      await child?.kill();
      await start();
    },
    async close() {
      await child?.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
