import { limits } from '../../limits.ts';
import { probing } from './probing.ts';
import { script } from './script.ts';

/**
 * The credential was refused for an interview. Where it was for `most`, its circuit is open until `next_ms`; the pause
 * was until `was`, or there was none. Those that opened it count as probes. Replies whether it is open: a probe that no
 * other delivery waits for is one interview's own trouble again. A wait that the other side asked for is kept: what it
 * refuses meanwhile is remembered, and opens the circuit with the first refusal after the wait. With `most` 1 it is
 * certain that the credential is wrong: no refusal is one interview's own trouble. An outage ends with the answer.
 */
export const noteRefusal = script({
  name: 'noteRefusal',
  keys: ['pause', 'refused', 'probed', 'outbox', 'tried'],
  accountKeys: ['parked'],
  args: ['id', 'now_ms', 'most', 'was', 'next_ms', 'waits'],
  lua: `${probing}
local ends, reason = unpack(redis.call('HMGET', pause, 'until', 'reason'))
redis.call('DEL', tried)
if reason == 'outage' then
  redis.call('DEL', pause, probed)
  ends, reason = false, false
end
local isOurs = ends == was
most = tonumber(most)
if reason == 'token' and most > 1 and isOurs and isAlone(outbox, id) then
  redis.call('DEL', pause, probed)
  redis.call('ZADD', refused, 'NX', now_ms, id)
  return 0
elseif reason == 'token' then
  noteProbe(probed, id)
else
  if most == 1 then redis.call('ZREM', refused, id) end
  redis.call('ZADD', refused, 'NX', now_ms, id)
  redis.call('ZREMRANGEBYRANK', refused, 0, -${limits.refusedOfAccount + 1})
  -- Those at 0 were refused before a success: they say nothing of the token.
  local others = redis.call('ZRANGE', refused, '(0', '+inf', 'BYSCORE')
  if #others < most or redis.call('ZSCORE', refused, id) == '0' then
    if isOurs then redis.call('DEL', pause, probed) end
    return 0
  end
  if reason == 'rate' and tonumber(ends) > tonumber(now_ms) then return 1 end
  for _, each in ipairs(others) do noteProbe(probed, each) end
  noteProbe(probed, id)
  redis.call('HSET', pause, 'until', ends or next_ms, 'reason', 'token', 'waits', waits, 'since', now_ms, 'isProbed', '1')
  isOurs = true
end
if isOurs then
  if not ends or tonumber(ends) < tonumber(next_ms) then ends = next_ms end
  redis.call('HSET', pause, 'until', ends, 'waits', waits)
end
return 1`,
  reply: (waits: number) => waits === 1,
});
