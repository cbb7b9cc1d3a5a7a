import { type CircuitReply, circuitKeys, readCircuits } from './circuits.ts';
import { script } from './script.ts';

type Raw = [numbers: readonly number[], oldest: string | null, waiting: readonly number[], states: CircuitReply[]];

/**
 * Counts what an account has in its indexes; changes nothing. Not invited counts from `not_invited_from_ms` to `now_ms`.
 * What waits, and how each circuit stands, is in the order of the circuits.
 */
export const readBacklog = script({
  name: 'readBacklog',
  accountKeys: [
    'all',
    'failed',
    'replays',
    'parked',
    'rejected',
    'undelivered',
    'not-invited',
    'failed-entries',
    'conflicts',
  ],
  args: ['prefix', 'circuits', 'now_ms', 'not_invited_from_ms'],
  lua: `${circuitKeys}
${readCircuits}
local numbers = {redis.call('ZCOUNT', not_invited, not_invited_from_ms, now_ms)}
for _, index in ipairs({all, failed, failed_entries, replays, parked, rejected, conflicts}) do
  table.insert(numbers, redis.call('ZCARD', index))
end
local oldest = redis.call('ZRANGE', undelivered, 0, 0, 'WITHSCORES')[2]
local waiting = {}
for _, name in ipairs(names) do table.insert(waiting, redis.call('ZCARD', keyOf('outbox', name))) end
return {numbers, oldest or false, waiting, states}`,
  reply: ([numbers, oldest, waiting, states]: Raw) => {
    const [notInvited = 0, interviews = 0, failed = 0, failedEntries = 0, ...others] = numbers;
    const [replays = 0, parked = 0, rejectedWebhooks = 0, conflicts = 0] = others;
    const counts = { notInvited, interviews, failed, failedEntries, replays, parked, rejectedWebhooks, conflicts };
    return { counts, oldest, waiting, states };
  },
});
