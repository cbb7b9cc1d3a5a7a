import { script } from './script.ts';

/**
 * Puts interviews in line: `entries` holds times and ids by turns, and those in line already keep their place. `rate`
 * per second; where that is empty an empty line gets `rate_of_empty`, another keeps its own.
 */
export const joinReplays = script({
  name: 'joinReplays',
  accountKeys: ['replays', 'pace'],
  args: ['rate', 'rate_of_empty'],
  list: 'entries',
  lua: `
if rate ~= '' then redis.call('HSET', pace, 'rate', rate)
elseif redis.call('EXISTS', replays) == 0 then redis.call('HSET', pace, 'rate', rate_of_empty) end
local added = 0
for i = 1, #entries, 2 do added = added + redis.call('ZADD', replays, 'NX', entries[i], entries[i + 1]) end
return {added, redis.call('ZCARD', replays), redis.call('HGET', pace, 'rate')}`,
  reply: ([added, waiting, rate]: [number, number, string]) => ({ added, waiting, ratePerSecond: Number(rate) }),
});
