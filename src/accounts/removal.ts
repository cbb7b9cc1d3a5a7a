import { asFailure, type Failure } from '../errors.ts';
import type { Within } from '../interviews/budgets.ts';
import { cancelInterview, endAtVendor } from '../interviews/cancel.ts';
import { outcomeOf } from '../interviews/outcome.ts';
import type { Account, InterviewStore, WakeUp } from '../interviews/ports.ts';
import type { ManagedAccount } from './managed.ts';

type Parts = {
  store: Pick<InterviewStore, 'read' | 'readSurely' | 'save' | 'erase'>;
  /** All interviews of an account, oldest first, in pages. */
  idsOf: (account: string) => AsyncIterable<readonly string[]>;
  /** How many interviews an account has. */
  count: (account: string) => Promise<number>;
  /** Everything of the account but its interviews. */
  eraseRest: (account: string) => Promise<void>;
  drop: (name: string) => Promise<void>;
  wakeUp: WakeUp;
  within: Within;
  now: () => number;
  report: (failure: Failure, interviewId: string) => void;
};

type Removing = { account: Account; managed: ManagedAccount };

const lookEveryMs = 1_000;
/** Until then another process, or its clock, may be behind, and take a create that would be left over. */
const settlesMs = 5_000;

/**
 * Brings accounts that are being removed to their end: cancels what is open, erases what is to be erased, and drops an
 * account when nothing of it is left. Every worker does it, and twice does no harm.
 */
export function openRemovals(parts: Parts, removing: () => readonly Removing[]) {
  /** Those without an open interview; what is left of them goes with `RETENTION`. */
  const ended = new Set<string>();
  let isClosed = false;
  let passing: Promise<void> | undefined;
  const timer = setInterval(() => {
    passing ??= pass().finally(() => {
      passing = undefined;
    });
  }, lookEveryMs);

  return {
    async close(): Promise<void> {
      isClosed = true;
      clearInterval(timer);
      await passing;
    },
  };

  async function pass(): Promise<void> {
    for (const each of removing()) {
      if (isClosed) return;
      await goOn(each).catch((error: unknown) => parts.report(asFailure(error), each.account.name));
    }
  }

  async function goOn({ account, managed: { name, removal } }: Removing): Promise<void> {
    if (parts.now() < (removal?.at ?? 0) + settlesMs) return;
    const erases = removal?.erases ?? false;
    if (erases || !ended.has(name)) {
      for await (const ids of parts.idsOf(name)) {
        if (isClosed) return;
        await Promise.all(ids.map((id) => end(parts, account, id, erases)));
      }
      ended.add(name);
    }
    if ((await parts.count(name)) > 0) return;
    await parts.eraseRest(name);
    await parts.drop(name);
    ended.delete(name);
  }
}

/** One that cannot be read stays, and is reported. */
async function end(parts: Parts, account: Account, id: string, erases: boolean): Promise<void> {
  const { store, now, within } = parts;
  try {
    const record = (await store.read(id))?.record;
    if (!record) return;
    if (erases) {
      const failure = await endAtVendor({ now, within }, account, record);
      if (failure) parts.report(failure, id);
      await store.erase(record);
    } else if (outcomeOf(record, account.policy, now()).status === 'pending') {
      await cancelInterview(parts, account, id);
    }
  } catch (error) {
    parts.report(asFailure(error), id);
  }
}
