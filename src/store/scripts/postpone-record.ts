import { circuitKeys } from './circuits.ts';
import { script } from './script.ts';

/** Makes a record due no earlier than `until`, epoch ms, and remembers since when it was due. */
export const postponeRecord = script({
  name: 'postponeRecord',
  accountKeys: ['due', 'parked'],
  args: ['prefix', 'circuits', 'id', 'until_ms'],
  lua: `${circuitKeys}
local since
local indexes = {due}
for _, name in ipairs(names) do table.insert(indexes, keyOf('outbox', name)) end
for _, index in ipairs(indexes) do
  local at = tonumber(redis.call('ZSCORE', index, id) or nil)
  if at and (not since or at < since) then since = at end
  redis.call('ZADD', index, 'XX', 'GT', until_ms, id)
end
if since then redis.call('ZADD', parked, 'NX', since, id) end
return false`,
  reply: () => undefined,
});
