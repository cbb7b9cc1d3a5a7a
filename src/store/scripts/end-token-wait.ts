import { script } from './script.ts';

/**
 * Lets the next delivery probe now where a circuit is open for its token: every probe so far may have been with another
 * one. Replies whether it is, and the interviews that the token was refused for since its last success.
 */
export const endTokenWait = script({
  name: 'endTokenWait',
  keys: ['pause', 'probed', 'refused'],
  args: ['now_ms'],
  lua: `
local ids = redis.call('ZRANGE', refused, '(0', '+inf', 'BYSCORE')
local ends, reason = unpack(redis.call('HMGET', pause, 'until', 'reason'))
if reason ~= 'token' then return {0, ids} end
if tonumber(ends) > tonumber(now_ms) then redis.call('HSET', pause, 'until', now_ms) end
redis.call('DEL', probed)
return {1, ids}`,
  reply: ([hasWaited, refused]: [hasWaited: number, refused: string[]]) => ({ hasWaited: hasWaited === 1, refused }),
});
