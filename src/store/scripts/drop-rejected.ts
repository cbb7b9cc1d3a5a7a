/**
 * Lua for scripts with the keys `rejected`, `about`, `bodies` and `bytes`: `dropRejected(id)` lets a rejected webhook go and
 * returns whether it was there. Redis may refuse to write, and a script that only looks must not fail by that: the index
 * goes first, so that nothing is done then.
 */
export const dropRejected = `
local function dropRejected(id)
  local size = redis.call('HSTRLEN', bodies, id)
  if redis.pcall('ZREM', rejected, id) ~= 1 then return 0 end
  redis.pcall('HDEL', about, id)
  redis.pcall('HDEL', bodies, id)
  if redis.call('EXISTS', rejected) == 1 then redis.pcall('DECRBY', bytes, size)
  else redis.pcall('DEL', about, bodies, bytes) end
  return 1
end`;
