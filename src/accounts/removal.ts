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
  /** Ends the stage door of an account: nothing of it is left. `at`: since when the account is being removed, epoch ms. */
  endStageDoor: (account: string, at: number) => Promise<void>;
  /** Everything of the account but its interviews. */
  eraseRest: (account: string) => Promise<void>;
  /** What is to be asked once every process has heard of a removal that is not certain yet. */
  confirm: (name: string) => Promise<void>;
  drop: (name: string) => Promise<void>;
  /** Removes what has come to its end of accounts that stay. Never throws. */
  retireTokens: () => Promise<void>;
  wakeUp: WakeUp;
  within: Within;
  now: () => number;
  report: (failure: Failure, interviewId: string) => void;
};

/**
 * `account` is absent where its settings are wrong: then nothing of it can be cancelled or sent, and what is left of it
 * is erased here when `retentionMs` has passed.
 */
export type Removing = { managed: ManagedAccount; account?: Account; retentionMs: number };

const lookEveryMs = 1_000;
/** Until then another process, or its clock, may be behind, and take a create that would be left over. */
const settlesMs = 5_000;
const triesAgainMs = 60_000;

/**
 * Brings accounts that are being removed to their end: cancels what is open, erases what is to be erased, and drops an
 * account when nothing of it is left. Every worker does it, and twice does no harm.
 */
export function openRemovals(parts: Parts, removing: () => readonly Removing[]) {
  /** By name, as what an account was gone through, and when there is something to do of it again. */
  const passed = new Map<string, { managed: ManagedAccount; again: number }>();
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
    await parts.retireTokens();
    for (const each of removing()) {
      if (isClosed) return;
      await goOn(each).catch((error: unknown) => parts.report(asFailure(error), each.managed.name));
    }
  }

  async function goOn(each: Removing): Promise<void> {
    const { managed } = each;
    const { name, removal } = managed;
    if (parts.now() < (removal?.at ?? 0) + settlesMs) return;
    if (removal?.before) return parts.confirm(name);
    await parts.endStageDoor(name, removal?.at ?? 0);
    const last = passed.get(name);
    if (removal?.erases || last?.managed !== managed || parts.now() >= last.again) {
      const again = await goThrough(each);
      if (again === undefined) return;
      passed.set(name, { managed, again });
    }
    if ((await parts.count(name)) > 0) return;
    await parts.eraseRest(name);
    await parts.drop(name);
    passed.delete(name);
  }

  /** Answers when to go through them again; undefined where it came to no end. */
  async function goThrough(each: Removing): Promise<number | undefined> {
    let again = Number.POSITIVE_INFINITY;
    for await (const ids of parts.idsOf(each.managed.name)) {
      if (isClosed) return undefined;
      const times = await Promise.all(ids.map((id) => end(parts, each, id)));
      again = Math.min(again, ...times);
    }
    return again;
  }
}

/** Answers when there is something to do of it here again. One that cannot be read stays, and is reported. */
async function end(
  parts: Parts,
  { account, managed: { removal }, retentionMs }: Removing,
  id: string,
): Promise<number> {
  const { store, now, within } = parts;
  try {
    const record = (await store.read(id))?.record;
    if (!record) return Number.POSITIVE_INFINITY;
    if (account && !removal?.erases) {
      // Its schedule does the rest.
      if (outcomeOf(record, account.policy, now()).status === 'pending') await cancelInterview(parts, account, id);
      return Number.POSITIVE_INFINITY;
    }
    const eraseAt = removal?.erases ? now() : (record.concluded?.at ?? removal?.at ?? 0) + retentionMs;
    if (now() < eraseAt) return eraseAt;
    const failure = account && (await endAtVendor({ now, within }, account, record));
    if (failure) parts.report(failure, id);
    await store.erase(record);
    return Number.POSITIVE_INFINITY;
  } catch (error) {
    parts.report(asFailure(error), id);
    return now() + triesAgainMs;
  }
}
