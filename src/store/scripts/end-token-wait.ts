import { script } from './script.ts';

/** Lets the next delivery probe now where the account waits for its token. Every turn so far may have been with another token. */
export const endTokenWait = script({
  name: 'endTokenWait',
  accountKeys: ['pause', 'probed'],
  args: ['now_ms'],
  lua: `
local ends, reason = unpack(redis.call('HMGET', pause, 'until', 'reason'))
if reason ~= 'token' then return false end
if tonumber(ends) > tonumber(now_ms) then redis.call('HSET', pause, 'until', now_ms) end
redis.call('DEL', probed)
return false`,
  reply: () => undefined,
});
