import { once } from 'node:events';
import { freePort } from '../../../testing/free-port.ts';
import { forkAt } from './fork.ts';
import { dataKey } from './stage.ts';

export type Measured = { port: number; pid: number; close(): Promise<void> };

/** What a bare program stores, if anything. */
export type Keeps = 'records' | undefined;

/** Settings of a program that keeps this, and checks the secret of its callers. */
export function keeping(keeps: Keeps, secret: string): Record<string, string> {
  return { KEEPS: keeps ?? '', SECRET: secret, DATA_KEY: dataKey };
}

/** Starts a program of `baselines` in place of the bridge; resolves once it is ready. It ends with this process. */
export async function openBaseline(name: string, settings: Record<string, string>): Promise<Measured> {
  const port = await freePort();
  const child = forkAt('measured', `baselines/${name}`, { PORT: String(port), ...settings });
  const ended = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error(`The baseline ${name} has ended`))),
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
