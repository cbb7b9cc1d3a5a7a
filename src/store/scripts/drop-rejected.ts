/**
 * Lua for scripts with all keys of rejected webhooks: `dropRejected(id)` lets one go and returns whether it was there.
 * Redis may refuse to write, and a script that only looks must not fail by that: the index goes first, so that nothing
 * is done then.
 */
export const dropRejected = `
local function dropRejected(id)
  local size = redis.call('HSTRLEN', rejected_bodies, id)
  if redis.pcall('ZREM', rejected, id) ~= 1 then return 0 end
  redis.pcall('HDEL', rejected_about, id)
  redis.pcall('HDEL', rejected_bodies, id)
  if redis.call('EXISTS', rejected) == 1 then redis.pcall('DECRBY', rejected_bytes, size)
  else redis.pcall('DEL', rejected_about, rejected_bodies, rejected_bytes) end
  return 1
end`;
