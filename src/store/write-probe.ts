import { Cluster } from 'ioredis';
import { codeOfReply } from '../errors.ts';
import { accountKey } from './keys.ts';
import type { Connection } from './redis.ts';

export type WriteProbe = {
  /** Why Redis takes no writes, with what to do; undefined where it does. Rejects where it does not answer. */
  fault(): Promise<WriteFault | undefined>;
};

export type WriteFault = { code: string; text: string };

const advice: Readonly<Record<string, string>> = {
  NOREPLICAS: 'too few of its replicas are in good order (min-replicas-to-write): see to the replicas',
  OOM: 'its memory is full (maxmemory): give it more',
  MISCONF: 'it cannot save to its disk: look at its log and at the disk',
  READONLY: 'it is a read-only replica: let REDIS_URL lead to the master',
  NOPERM: 'its user may not write: give it the rights that docs/operations.md lists',
};

/** Monitors ask often, and so may strangers. */
const keptMs = 1_000;
/** What is written is gone at once. */
const livesMs = 1;
/** On a Cluster these are on all masters, or on nearly all. */
const mostAccounts = 16;

/** Whether Redis takes writes is found out by writing: it answers reads well while it refuses them. */
export function createWriteProbe(connection: Connection, accounts: readonly string[]): WriteProbe {
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
      if (code === undefined) throw error;
      return { code, text: `refuses writes (${code}): ${advice[code] ?? 'look at its log'}` };
    }
  }
}
