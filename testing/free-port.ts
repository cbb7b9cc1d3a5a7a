import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range of ports for outgoing connections, so that it stays free between two processes. */
export async function freePort(): Promise<number> {
  for (;;) {
    // Random: processes that count upwards would choose the same port, and a free port stays free until it is used.
    const port = randomInt(10_000, 32_000);
    // `fetch` refuses this port.
    if (port === 10_080) continue;
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
