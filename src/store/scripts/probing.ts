import { limits } from '../../limits.ts';

/** So many due interviews are looked at for one that has had no turn: of as many as are remembered, one has not. */
const lookedAt = limits.probedOfAccount + 1;

/**
 * Lua for scripts with the key `parked`. `probed` of a circuit holds the interviews that have had a turn, the last
 * last. The next one is the first due that has had none, else the one whose turn is longest ago; those whose work fails
 * come behind all others, and keep no other from a second turn in a row.
 */
export const probing = `
local function noteProbe(probed, id)
  local last = redis.call('ZRANGE', probed, -1, -1, 'WITHSCORES')
  redis.call('ZADD', probed, (tonumber(last[2]) or 0) + 1, id)
  redis.call('ZREMRANGEBYRANK', probed, 0, -${limits.probedOfAccount + 1})
end
local function isAlone(outbox, id)
  for _, each in ipairs(redis.call('ZRANGE', outbox, 0, ${lookedAt})) do
    if each ~= id and not redis.call('ZSCORE', parked, each) then return false end
  end
  return true
end
local function nextProbe(outbox, probed, now_ms)
  local last = redis.call('ZRANGE', probed, -1, -1)[1]
  local found, least, isLastDue
  for _, id in ipairs(redis.call('ZRANGE', outbox, '-inf', now_ms, 'BYSCORE', 'LIMIT', 0, ${lookedAt})) do
    local turn = tonumber(redis.call('ZSCORE', probed, id) or 0)
    if redis.call('ZSCORE', parked, id) then turn = turn + 1e12 end
    if id == last then isLastDue = true
    elseif not least or turn < least then found, least = id, turn end
    if least == 0 then break end
  end
  if found or not isLastDue then return found end
  return isAlone(outbox, last) and last or nil
end`;
