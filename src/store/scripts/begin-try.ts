import { probing } from './probing.ts';
import { script } from './script.ts';

/**
 * Whether an interview may be tried, while it is not known whether the other side answers. With the `most`th different
 * one since its last answer the circuit opens until `next_ms`, and is half-open then; those that were tried count as
 * probes. False where it is open already, and for one that was erased.
 */
export const beginTry = script({
  name: 'beginTry',
  keys: ['pause', 'tried', 'probed', 'record'],
  accountKeys: ['parked'],
  args: ['id', 'now_ms', 'most', 'next_ms', 'life_ms'],
  lua: `${probing}
local ends, isProbed, reason = unpack(redis.call('HMGET', pause, 'until', 'isProbed', 'reason'))
if ends and (tonumber(ends) > tonumber(now_ms) or isProbed or reason == 'token') then return 0 end
if redis.call('EXISTS', record) == 0 then return 0 end
redis.call('ZADD', tried, now_ms, id)
redis.call('PEXPIRE', tried, life_ms)
local ids = redis.call('ZRANGE', tried, 0, -1)
if #ids < tonumber(most) then return 1 end
redis.call('DEL', pause, tried, probed)
redis.call('HSET', pause, 'until', next_ms, 'reason', 'outage', 'waits', 1, 'since', now_ms, 'isProbed', '1')
for _, each in ipairs(ids) do noteProbe(probed, each) end
return 1`,
  reply: (mayTry: number) => mayTry === 1,
});
