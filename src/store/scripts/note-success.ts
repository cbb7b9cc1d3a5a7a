import { script } from './script.ts';

/**
 * A delivery succeeded, so the token is right, and the other side answers: what was refused or tried before says nothing
 * any more. Ends a pause for the token or an outage, and the pause that was until `was`.
 */
export const noteSuccess = script({
  name: 'noteSuccess',
  keys: ['pause', 'refused', 'probed', 'tried'],
  args: ['was'],
  lua: `
local ends, reason = unpack(redis.call('HMGET', pause, 'until', 'reason'))
for _, each in ipairs(redis.call('ZRANGE', refused, '(0', '+inf', 'BYSCORE')) do redis.call('ZADD', refused, 0, each) end
redis.call('DEL', tried)
if ends == was or reason == 'token' or reason == 'outage' then redis.call('DEL', pause, probed) end
return false`,
  reply: () => undefined,
});
