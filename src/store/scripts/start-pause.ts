import { script } from './script.ts';

/**
 * Opens a circuit until `until_ms`; `is_probed` is '1' where it is half-open afterwards. An outage replaces neither a
 * longer pause that runs nor one with probes at its end. Since when it is open, and that there are probes, stays until
 * it closes.
 */
export const startPause = script({
  name: 'startPause',
  keys: ['pause'],
  args: ['until_ms', 'reason', 'waits', 'since', 'is_probed'],
  lua: `
local ends, isProbed, current = unpack(redis.call('HMGET', pause, 'until', 'isProbed', 'reason'))
if reason == 'outage' and (isProbed or current == 'token' or (ends and tonumber(ends) >= tonumber(until_ms))) then return 0 end
if not ends or tonumber(ends) < tonumber(until_ms) then ends = until_ms end
redis.call('HSET', pause, 'until', ends, 'reason', reason, 'waits', waits)
if since ~= '' then redis.call('HSETNX', pause, 'since', since) end
if is_probed == '1' then redis.call('HSET', pause, 'isProbed', '1') end
return 1`,
  reply: () => undefined,
});
