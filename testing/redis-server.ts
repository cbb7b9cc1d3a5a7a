import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from './free-port.ts';
import { redisProgram, untilRedisAnswers } from './redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    redisPort: number;
  }
}

/**
 * One Redis for all tests of a project, with an append-only file as in production; every test uses a separate database.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-redis-'));
  const port = await freePort();
  const options = { port, bind: '127.0.0.1', dir: directory, databases: 2000, appendonly: 'yes', save: '' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn(redisProgram(), args, { stdio: 'ignore' });
  await untilRedisAnswers(`redis://127.0.0.1:${port}`);
  project.provide('redisPort', port);
  return async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
    await rm(directory, { recursive: true, force: true });
  };
}
