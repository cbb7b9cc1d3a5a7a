import { script } from './script.ts';

/** Counts a view of a link that counts views. Replies the link as it was before; null where there is none. */
export const viewSharedLink = script({
  name: 'viewSharedLink',
  keys: ['shared'],
  args: ['digest', 'now_ms'],
  lua: `
local text = redis.call('HGET', shared, digest)
if not text then return false end
local isJson, link = pcall(cjson.decode, text)
if isJson and type(link) == 'table' and type(link.viewsLeft) == 'number' and link.viewsLeft > 0 then
  link.viewsLeft = link.viewsLeft - 1
  link.viewedAt = tonumber(now_ms)
  redis.call('HSET', shared, digest, cjson.encode(link))
end
return text`,
  reply: (link: string | null) => link,
});
