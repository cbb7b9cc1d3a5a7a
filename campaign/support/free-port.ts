import { createServer } from 'node:net';

let nextPort = 10_000 + (process.pid % 97) * 100;

/** Below the range from which outgoing connections take theirs, so that it stays free between two processes. */
export async function freePort(): Promise<number> {
  for (;;) {
    nextPort = nextPort >= 19_999 ? 10_000 : nextPort + 1;
    const port = nextPort;
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
