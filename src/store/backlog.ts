import type { OpenCircuit } from '../outbox/circuits.ts';
import { isWaiting } from '../outbox/circuits.ts';
import { type CircuitNames, circuitArgs, statesFrom } from './circuits.ts';
import { readBacklog } from './scripts/read-backlog.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** What is still to be done for an account, in numbers. */
export type Backlog = {
  /** Interviews stored. */
  interviews: number;
  /** Interviews and applications with a failed delivery. */
  failed: number;
  /** Those of `failed` that are applications. */
  failedEntries: number;
  /** Interviews of which Workable has another final state. */
  conflicts: number;
  /** Failed ones whose turn to be replayed has not come. */
  replays: number;
  /** Interviews and applications whose work fails through a fault of ours. */
  parked: number;
  rejectedWebhooks: number;
  /** Interviews of the last day whose candidate is not invited. */
  notInvited: number;
  /** Interviews and applications with something to send, by circuit. */
  waiting: Readonly<Record<string, number>>;
  /** Since when the longest of them has had something to send, epoch ms; in the future while that is held back. */
  undeliveredSince?: number;
  /** Interviews that a token of ours was refused for since its last success, three at most for each circuit. */
  tokenRefusals: number;
  /** Open or half-open. */
  circuits: readonly OpenCircuit[];
};

/** A recruiter has had an error, and has moved on since. */
const notInvitedForMs = 24 * 3_600_000;

/** The numbers of an account, in one call to Redis: there may be thousands of accounts. */
export function createBacklogs(redis: StoreRedis, circuits: CircuitNames) {
  return available({
    async backlogOf(account: string, now: number): Promise<Backlog> {
      const names = [...circuits];
      const args = { ...circuitArgs(account, names), now_ms: now, not_invited_from_ms: now - notInvitedForMs };
      const { counts, oldest, waiting, states } = await readBacklog.run(redis, { account }, args);
      const open = Object.entries(statesFrom(names, states)).flatMap(([circuit, { pause }]) =>
        pause && isWaiting(pause, now) ? [{ circuit, pause }] : [],
      );
      return {
        ...counts,
        tokenRefusals: states.reduce((all, state) => all + (state.at(-1) as number), 0),
        waiting: Object.fromEntries(names.map((name, i) => [name, waiting[i] ?? 0])),
        ...(oldest === null ? {} : { undeliveredSince: Number(oldest) }),
        circuits: open,
      };
    },
  });
}

export type Backlogs = ReturnType<typeof createBacklogs>;
