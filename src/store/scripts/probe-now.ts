import { script } from './script.ts';

/**
 * Makes an open circuit half-open, whatever it waits for: one delivery goes out now, any of them. Replies whether it is
 * open.
 */
export const probeNow = script({
  name: 'probeNow',
  keys: ['pause', 'probed'],
  args: ['now_ms'],
  lua: `
local ends = redis.call('HGET', pause, 'until')
if not ends then return 0 end
if tonumber(ends) > tonumber(now_ms) then redis.call('HSET', pause, 'until', now_ms) end
redis.call('HSET', pause, 'isProbed', '1')
redis.call('DEL', probed)
return 1`,
  reply: (isOpen: number) => isOpen === 1,
});
