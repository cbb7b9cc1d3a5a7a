import { script } from './script.ts';

/**
 * Counts the answer to a call in the `window` of its place. Of what is left for all, the least is kept: answers overtake
 * each other. An answer that says nothing of it counts as one. A call that is answered in another window may have counted
 * there, so it takes a place there too. `others`: at least so many calls of the window are not ours.
 */
export const noteCall = script({
  name: 'noteCall',
  keys: ['window', 'answered', 'day'],
  accountKeys: ['rate'],
  args: ['limit', 'remaining', 'default_limit', 'stop_ms', 'now_ms', 'life_ms', 'day_life_ms'],
  lua: `
local function count(key, field) return tonumber(redis.call('HGET', key, field) or '') end
local function leave_one_less(key)
  if count(key, 'remaining') then redis.call('HINCRBY', key, 'remaining', -1) end
end
redis.call('HINCRBY', window, 'answered', 1)
redis.call('PEXPIRE', window, life_ms)
if limit ~= '' then redis.call('HSET', rate, 'limit', limit) end

if answered ~= window then
  redis.call('HINCRBY', answered, 'sent', 1)
  redis.call('HINCRBY', answered, 'answered', 1)
  redis.call('PEXPIRE', answered, life_ms)
  leave_one_less(answered)
elseif remaining ~= '' then
  local least = count(window, 'remaining')
  if not least or tonumber(remaining) < least then redis.call('HSET', window, 'remaining', remaining) end
  local known_limit = count(rate, 'limit') or tonumber(default_limit)
  local others = known_limit - remaining - (count(window, 'sent') or 0)
  local more = others - (count(window, 'others') or 0)
  if more > 0 then
    redis.call('HINCRBY', window, 'others', more)
    redis.call('HINCRBY', day, 'others', more)
    redis.call('PEXPIRE', day, day_life_ms)
  end
else
  leave_one_less(window)
end

if stop_ms ~= '' then
  redis.call('HINCRBY', day, 'refused', 1)
  redis.call('PEXPIRE', day, day_life_ms)
  local stop = count(rate, 'stop')
  -- One that is far away was noted by a process whose clock was wrong.
  if not stop or stop < tonumber(stop_ms) or stop - now_ms > 75000 then redis.call('HSET', rate, 'stop', stop_ms) end
end
return 1`,
  reply: () => undefined,
});
