import { randomInt } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Longer than any test or campaign needs a port that it does not listen on yet, or not at the moment. */
const reservedMs = 30 * 60_000;

/** Below the range of ports for outgoing connections, so that it stays free between two processes. */
const [lowest, highest] = [10_000, 32_000];
/** Nodes of a Redis Cluster talk to each other on a port that is so much higher. */
const busOffset = 10_000;

export async function freePort(): Promise<number> {
  for (;;) {
    // Random: processes that count upwards would choose the same port.
    const port = randomInt(lowest, highest);
    // `fetch` refuses this port.
    if (port === 10_080) continue;
    if (await isMine(port)) return port;
  }
}

/** For a node of a Redis Cluster, which needs a second port. */
export async function freeClusterPort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest - busOffset);
    if ((await isMine(port)) && (await isMine(port + busOffset))) return port;
  }
}

async function isMine(port: number): Promise<boolean> {
  return (await reserve(port)) && (await isFree(port));
}

/** False if another process on this machine was given the port a short time ago: it may not listen yet. */
async function reserve(port: number): Promise<boolean> {
  const folder = join(tmpdir(), `bridge-test-ports-${userInfo().uid}`);
  const mark = join(folder, String(port));
  await mkdir(folder, { recursive: true });
  const reservedAt = await stat(mark).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (reservedAt !== undefined && Date.now() - reservedAt > reservedMs)
    await rm(mark, { recursive: true, force: true });
  return mkdir(mark).then(
    () => true,
    () => false,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}
