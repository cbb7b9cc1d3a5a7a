import { script } from './script.ts';

/**
 * Lets the next delivery probe now where a circuit is open for its token: every probe so far may have been with another
 * one. Replies whether it is.
 */
export const endTokenWait = script({
  name: 'endTokenWait',
  keys: ['pause', 'probed'],
  args: ['now_ms'],
  lua: `
local ends, reason = unpack(redis.call('HMGET', pause, 'until', 'reason'))
if reason ~= 'token' then return 0 end
if tonumber(ends) > tonumber(now_ms) then redis.call('HSET', pause, 'until', now_ms) end
redis.call('DEL', probed)
return 1`,
  reply: (hasWaited: number) => hasWaited === 1,
});
