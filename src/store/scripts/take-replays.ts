import { script } from './script.ts';

/**
 * Ids whose turn it is, at the pace of the line; none while the account's deliveries wait together. They are hidden from others for
 * `claim_ms`. A turn that nothing took for a second is lost: no rush follows.
 */
export const takeReplays = script({
  name: 'takeReplays',
  accountKeys: ['replays', 'pace', 'pause'],
  args: ['now_ms', 'claim_ms'],
  lua: `
if redis.call('EXISTS', replays) == 0 then return {} end
local now = tonumber(now_ms)
local pausedUntil = redis.call('HGET', pause, 'until')
if pausedUntil and tonumber(pausedUntil) > now then return {} end
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
