import type { Lease } from '../records.ts';
import { deleteIfEqual } from './scripts/delete-if-equal.ts';
import type { StoreRedis } from './scripts/script.ts';

/** Ends a lease, unless it ran out and another process has it now. */
export async function release(redis: StoreRedis, { key, token }: Lease): Promise<void> {
  await deleteIfEqual.run(redis, { key }, { value: token });
}
