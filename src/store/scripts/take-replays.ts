import { circuitKeys } from './circuits.ts';
import { script } from './script.ts';

/**
 * Ids whose turn it is, at the pace of the replays; none while any circuit of the account is open. They are hidden from
 * other processes for `claim_ms`. A turn that nothing took for a second is lost: no rush follows.
 */
export const takeReplays = script({
  name: 'takeReplays',
  accountKeys: ['replays', 'pace'],
  args: ['prefix', 'circuits', 'now_ms', 'claim_ms'],
  lua: `${circuitKeys}
if redis.call('EXISTS', replays) == 0 then return {} end
local now = tonumber(now_ms)
for _, name in ipairs(names) do
  local open_until = tonumber(redis.call('HGET', keyOf('pause', name), 'until') or nil)
  if open_until and open_until > now then return {} end
end
local rate, next = unpack(redis.call('HMGET', pace, 'rate', 'next'))
local every = 1000 / tonumber(rate or 1)
next = tonumber(next or 0)
if next < now - 1000 or next > now + every then next = now end
if next > now then return {} end
local turns = math.floor((now - next) / every) + 1
local ids = redis.call('ZRANGE', replays, '-inf', now, 'BYSCORE', 'LIMIT', 0, turns)
for _, id in ipairs(ids) do redis.call('ZADD', replays, now + claim_ms, id) end
if #ids > 0 then redis.call('HSET', pace, 'next', next + #ids * every) end
return ids`,
  reply: (ids: string[]) => ids,
});
