import { type CircuitNames, circuitArgs } from './circuits.ts';
import { accountOf } from './ids.ts';
import { leaseKey, recordKey } from './keys.ts';
import { eraseRecord } from './scripts/erase-record.ts';
import type { StoreRedis } from './scripts/script.ts';

/** Removes a record and its places in the indexes. False if it was saved since that version. */
export function createErase(redis: StoreRedis, circuits: CircuitNames) {
  return async ({ id }: { id: string }, version: number): Promise<boolean> => {
    const keys = { account: accountOf(id), record: recordKey(id), lease: leaseKey(id) };
    return eraseRecord.run(redis, keys, { ...circuitArgs(keys.account, circuits), id, version }, []);
  };
}
