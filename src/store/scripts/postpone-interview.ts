import { script } from './script.ts';

/** Makes an interview due no earlier than `until`, epoch ms, and remembers since when it was due. */
export const postponeInterview = script({
  name: 'postponeInterview',
  accountKeys: ['due', 'outbox', 'parked'],
  args: ['id', 'until_ms'],
  lua: `
local since
for _, index in ipairs({due, outbox}) do
  local at = tonumber(redis.call('ZSCORE', index, id) or nil)
  if at and (not since or at < since) then since = at end
  redis.call('ZADD', index, 'XX', 'GT', until_ms, id)
end
if since then redis.call('ZADD', parked, 'NX', since, id) end
return false`,
  reply: () => undefined,
});
