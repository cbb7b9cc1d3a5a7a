import type { Leases } from '../records.ts';
import { accountOfKey } from './keys.ts';
import { deleteIfEqual } from './scripts/delete-if-equal.ts';
import type { StoreRedis } from './scripts/script.ts';

/** Ends leases, unless they ran out and another process has them now. */
export function createRelease(redis: StoreRedis): Leases['release'] {
  const releaseOne = deleteIfEqual.inBatches(redis);
  return async ({ key, token }) => {
    await releaseOne(accountOfKey(key), { keys: { key }, args: { value: token } });
  };
}
