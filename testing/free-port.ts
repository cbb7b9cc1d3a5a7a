import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which outgoing connections take theirs, so that it stays free between two processes. */
export async function freePort(): Promise<number> {
  for (;;) {
    // At random: processes that count would meet, and what is free now is free until it is used.
    const port = randomInt(10_000, 32_000);
    // `fetch` goes to no such port.
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
