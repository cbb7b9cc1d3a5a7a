import { randomUUID } from 'node:crypto';
import { asFailure } from '../errors.ts';
import type { ClaimStore, Claims, Versioned } from '../records.ts';
import { type CircuitNames, circuitArgs, scheduleFrom, statesFrom } from './circuits.ts';
import type { Format } from './format.ts';
import { misled } from './found.ts';
import { accountOf, kindOf } from './ids.ts';
import { leaseKey } from './keys.ts';
import { createRelease } from './lease.ts';
import type { RejectedLife } from './rejected-webhooks.ts';
import { claimDue } from './scripts/claim-due.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

type Open<Kept> = (id: string, stored: Buffer) => Promise<Versioned<Kept>>;

type Parts<Kept> = {
  redis: StoreRedis;
  format: Pick<Format, 'claim'>;
  circuits: CircuitNames;
  rejectedLifeOf: RejectedLife;
  /** Reads what was found under an id, whatever its kind. Throws Failure `internal` for what is not to be trusted. */
  open: Open<Kept>;
};

/** Reads each record as its kind is read. */
export function byKind<Kept>(kinds: Readonly<Record<string, Open<Kept>>>): Open<Kept> {
  return async (id, stored) => {
    const open = kinds[kindOf(id)];
    if (!open) throw misled(id);
    return open(id, stored);
  };
}

/** What is due of an account, of all kinds of records. */
export function createClaims<Kept>({ redis, format, circuits, rejectedLifeOf, open }: Parts<Kept>): ClaimStore<Kept> {
  return available({
    async claim(account, { now, limit, ms, ids = [] }) {
      // Nothing is leased, or noted as due, in a Redis that this version may not use.
      await format.claim();
      const token = randomUUID();
      const args = { now_ms: now, limit, token, lease_ms: ms, rejected_life_ms: rejectedLifeOf(account) };
      const found = await claimDue.run(redis, { account }, { ...args, ...circuitArgs(account, circuits) }, ids);
      const { leftSince, isLeased, replayAt } = found;
      const { nextAt = Number.POSITIVE_INFINITY, rejectedAt = Number.POSITIVE_INFINITY } = found;
      const states = statesFrom(circuits, found.circuits);
      const times = { isLeased, leftSince, replayAt, nextAt: Math.min(nextAt, rejectedAt) };
      const claims: Claims<Kept> = { claimed: [], unreadable: [], circuits: states, ...times };
      for (const { id, stored, times } of found.claimed) {
        const lease = { key: leaseKey(id), token };
        try {
          // An index is no proof of whose a record is.
          if (accountOf(id) !== account) throw misled(id);
          const schedule = scheduleFrom(circuits, times);
          claims.claimed.push({ id, schedule, lease, circuits: states, ...(await open(id, stored)) });
        } catch (error) {
          claims.unreadable.push({ id, failure: asFailure(error), lease });
        }
      }
      return claims;
    },

    release: createRelease(redis),
  } satisfies ClaimStore<Kept>);
}
