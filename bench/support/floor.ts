import { once } from 'node:events';
import { freePort } from '../../campaign/support/free-port.ts';
import { forkAt } from './fork.ts';

export type Measured = { port: number; pid: number; close(): Promise<void> };

/** One of the bare programs of `floors`, where the bridge would be; resolves once it says that it is ready. It ends when this process does. */
export async function openFloor(name: string, settings: Record<string, string>): Promise<Measured> {
  const port = await freePort();
  const child = forkAt('measured', `floors/${name}`, { PORT: String(port), ...settings });
  const ended = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error(`The floor ${name} has ended`))),
  ]);
  return {
    port,
    pid: child.pid ?? 0,
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
