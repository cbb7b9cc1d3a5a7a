import { script } from './script.ts';

/**
 * Opens a circuit until `until_ms`; `is_probed` is '1' where it is half-open afterwards. Since when it is open, and that
 * there are probes, stays until it closes. For any reason but an outage the other side has answered: that ends one. An
 * outage replaces nothing else, and opens nothing: `beginTry` does.
 */
export const startPause = script({
  name: 'startPause',
  keys: ['pause', 'probed', 'tried'],
  args: ['until_ms', 'reason', 'waits', 'since', 'is_probed'],
  lua: `
local ends, current = unpack(redis.call('HMGET', pause, 'until', 'reason'))
if reason == 'outage' and current ~= 'outage' then return 0 end
if reason ~= 'outage' then
  redis.call('DEL', tried)
  if current == 'outage' then
    redis.call('DEL', pause, probed)
    ends = nil
  end
end
if not ends or tonumber(ends) < tonumber(until_ms) then ends = until_ms end
redis.call('HSET', pause, 'until', ends, 'reason', reason, 'waits', waits)
if since ~= '' then redis.call('HSETNX', pause, 'since', since) end
if is_probed == '1' then redis.call('HSET', pause, 'isProbed', '1') end
return 1`,
  reply: () => undefined,
});
