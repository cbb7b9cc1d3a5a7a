import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Calls `onCommand` with a line for every command of clients: its words in quotes; those that a script runs are left out.
 * On a socket of its own: ioredis fails where a line of the monitor comes in one packet with the answer to MONITOR.
 */
export async function monitorRedis(url: string, onCommand: (line: string) => void): Promise<{ close(): void }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = createInterface({ input: socket });
  socket.write('MONITOR\r\n');
  const [answer] = (await once(lines, 'line')) as [string];
  if (answer !== '+OK') throw new Error(`MONITOR was answered ${answer}`);
  lines.on('line', (line) => {
    if (!/^\+[\d.]+ \[\d+ lua\]/.test(line)) onCommand(line);
  });
  return { close: () => void socket.destroy() };
}
