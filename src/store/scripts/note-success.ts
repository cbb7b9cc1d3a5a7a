import { script } from './script.ts';

/**
 * A delivery succeeded, so the token is right: what was refused before says nothing of it any more. Ends a pause for
 * the token, and the pause that was until `was`.
 */
export const noteSuccess = script({
  name: 'noteSuccess',
  keys: ['pause', 'refused', 'probed'],
  args: ['was'],
  lua: `
local ends, reason = unpack(redis.call('HMGET', pause, 'until', 'reason'))
for _, each in ipairs(redis.call('ZRANGE', refused, '(0', '+inf', 'BYSCORE')) do redis.call('ZADD', refused, 0, each) end
if ends == was or reason == 'token' then redis.call('DEL', pause, probed) end
return false`,
  reply: () => undefined,
});
