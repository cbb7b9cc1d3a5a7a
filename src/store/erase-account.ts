import { type CircuitNames, circuitKeys } from './circuits.ts';
import { accountKey } from './keys.ts';
import type { NextTimes } from './next-times.ts';
import { callQueues } from './scripts/call-queues.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

const own = [
  ...['origins', 'candidate-refs', 'all', 'applications', 'due', 'parked', 'failed', 'replays', 'pace'],
  ...['rejected', 'rejected-about', 'rejected-bodies', 'rejected-bytes', 'history', 'templates', 'first-calls'],
  ...['rate', 'rate-asked', ...callQueues],
  ...['standings', 'in-flight', 'failed-entries', 'heard', 'undelivered', 'not-invited', 'conflicts', 'contacts'],
];

/** Removes everything that an account has in Redis besides its interviews. */
export function createAccountErasure(redis: StoreRedis, nextTimes: Pick<NextTimes, 'forget'>, circuits: CircuitNames) {
  return available({
    async eraseRest(account: string): Promise<void> {
      const ofCircuits = circuits.flatMap((circuit) => {
        const { outbox, pause, refused, probed, tried } = circuitKeys({ account, circuit });
        return [outbox, pause, refused, probed, tried];
      });
      await redis.del([...own.map((name) => accountKey(account, name)), ...ofCircuits]);
      await nextTimes.forget(account);
    },
  });
}
