import { limits } from '../../limits.ts';

/**
 * Lua for scripts with the key `person` and the argument `prefix` of the keys of records: `readInto(reply, id)` appends
 * an id and what is stored of it, empty where that is nothing or is in the reply already; `readNewest(reply)` does so
 * for a person's newest interviews, newest first: so many and so many bytes, however many there are.
 */
export const readNewest = `
local isRead = {[''] = true}
local bytesRead = 0
local function readInto(reply, id)
  local found = not isRead[id] and redis.call('GET', prefix .. id) or ''
  isRead[id] = true
  bytesRead = bytesRead + #found
  table.insert(reply, id)
  table.insert(reply, found)
end
local function readNewest(reply)
  local before = bytesRead
  for _, id in ipairs(redis.call('ZRANGE', person, 0, ${limits.interviewsOfPerson - 1}, 'REV')) do
    if bytesRead - before >= ${limits.foundBytes} then break end
    readInto(reply, id)
  end
end`;
