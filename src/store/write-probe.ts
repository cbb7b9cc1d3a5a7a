import { Cluster } from 'ioredis';
import { codeOfReply } from '../errors.ts';
import { accountKey } from './keys.ts';
import type { Connection } from './redis.ts';
import { adviceOn } from './refusals.ts';

export type WriteProbe = {
  /** Why Redis takes no writes, with what to do; undefined where it does. Rejects with the reason where it cannot be had. */
  fault(): Promise<WriteFault | undefined>;
};

export type WriteFault = { code: string; text: string };

/** Monitors ask often, and so may strangers. */
const keptMs = 1_000;
/** What is written is gone at once. */
const livesMs = 1;
/** On a Cluster these are on all masters, or on nearly all. */
const mostAccounts = 16;

/** Whether Redis takes writes is found out by writing: it answers reads well while it refuses them. */
export function createWriteProbe(
  connection: Connection,
  accounts: readonly string[],
  whyAway: () => Promise<Error | undefined>,
): WriteProbe {
  let last: { at: number; fault: Promise<WriteFault | undefined> } | undefined;

  return {
    fault() {
      if (!last || performance.now() - last.at > keptMs) last = { at: performance.now(), fault: probe() };
      return last.fault;
    },
  };

  async function probe(): Promise<WriteFault | undefined> {
    const names = connection instanceof Cluster ? accounts.slice(0, mostAccounts) : accounts.slice(0, 1);
    const faults = await Promise.all(names.map(tryWrite));
    return faults.find((fault) => fault !== undefined);
  }

  async function tryWrite(account: string): Promise<WriteFault | undefined> {
    try {
      await connection.set(accountKey(account, 'probe'), '1', 'PX', livesMs);
      return undefined;
    } catch (error) {
      const code = codeOfReply(error);
      if (code === undefined) throw (await whyAway()) ?? error;
      return { code, text: `refuses writes (${code}): ${adviceOn(code)}` };
    }
  }
}
