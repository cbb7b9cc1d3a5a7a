import { script } from './script.ts';

/**
 * Keeps a link, and of all links of the interview the newest `most`. False when the interview is gone: nothing may
 * outlive it.
 */
export const mintSharedLink = script({
  name: 'mintSharedLink',
  keys: ['shared', 'record'],
  args: ['digest', 'link', 'most'],
  lua: `
if redis.call('EXISTS', record) == 0 then return 0 end
redis.call('HSET', shared, digest, link)
local surplus = redis.call('HLEN', shared) - most
if surplus > 0 then
  local flat = redis.call('HGETALL', shared)
  local others = {}
  for i = 1, #flat, 2 do
    local isJson, other = pcall(cjson.decode, flat[i + 1])
    local createdAt = isJson and type(other) == 'table' and tonumber(other.createdAt) or 0
    if flat[i] ~= digest then table.insert(others, {flat[i], createdAt}) end
  end
  table.sort(others, function(a, b) return a[2] < b[2] end)
  for i = 1, surplus do redis.call('HDEL', shared, others[i][1]) end
end
return 1`,
  reply: (minted: number) => minted === 1,
});
