import { Cluster } from 'ioredis';
import { codeOfReply } from '../errors.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import { type Confirmation, Unconfirmed, UnfitRedis } from './confirmation.ts';
import { accountKey } from './keys.ts';
import type { Connection } from './redis.ts';
import { adviceOn } from './refusals.ts';

export type WriteProbe = {
  /**
   * Why Redis accepts no writes, and what to do; undefined if it does. Rejects with the reason if Redis is unreachable.
   */
  fault(): Promise<WriteFault | undefined>;
};

export type WriteFault = { code: string; text: string };

/** Monitors and strangers may call `/readyz` often. */
const keptMs = 1_000;
/** The written value expires at once. */
const livesMs = 1;
/** On a Cluster these keys cover all masters, or nearly all. */
const mostAccounts = 16;

/** Checks by a write whether Redis accepts writes: it may answer reads and refuse writes. */
export function createWriteProbe(
  connection: Connection,
  accounts: Pick<Accounts<{ readonly name: string }>, 'all'>,
  { confirmed, whyAway }: { confirmed: Confirmation['confirmed']; whyAway: () => Promise<Error | undefined> },
): WriteProbe {
  let last: { at: number; fault: Promise<WriteFault | undefined> } | undefined;

  return {
    fault() {
      if (!last || performance.now() - last.at > keptMs) last = { at: performance.now(), fault: probe() };
      return last.fault;
    },
  };

  async function probe(): Promise<WriteFault | undefined> {
    const probed = accounts.all().slice(0, connection instanceof Cluster ? mostAccounts : 1);
    // A bridge may have no account yet.
    const names = probed.length > 0 ? probed.map(({ name }) => name) : ['default'];
    const faults = await Promise.all(names.map(tryWrite));
    return faults.find((fault) => fault !== undefined);
  }

  async function tryWrite(account: string): Promise<WriteFault | undefined> {
    try {
      await connection.set(accountKey(account, 'probe'), '1', 'PX', livesMs);
      await confirmed(account, async () => undefined);
      return undefined;
    } catch (error) {
      // Its guard says why.
      if (error instanceof UnfitRedis) return undefined;
      const code = error instanceof Unconfirmed ? error.code : codeOfReply(error);
      if (code === undefined) throw (await whyAway()) ?? error;
      return { code, text: `refuses writes (${code}): ${adviceOn(code)}` };
    }
  }
}
