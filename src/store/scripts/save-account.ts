import { script } from './script.ts';

/**
 * Stores a managed account, or removes it where `content` is empty, if its version is `expected`; `none` where there is
 * no such account. Its next version is one more than the highest of all. `secrets` begins with `kept` digests of
 * secrets that it has from now on, and goes on with those that it had. Replies the version, or why nothing was changed:
 * `exists`, `gone`, `stale`, or `taken` with the place of the secret that another account has. The others hear of it on
 * `channel`; they look themselves where that is not allowed.
 */
export const saveAccount = script({
  name: 'saveAccount',
  keys: ['account', 'versions', 'owners'],
  args: ['name', 'expected', 'content', 'channel', 'kept'],
  list: 'secrets',
  lua: `
local exists = redis.call('EXISTS', account) == 1
if expected == 'none' then
  if exists then return {'exists'} end
elseif not exists then return {'gone'}
elseif tonumber(redis.call('ZSCORE', versions, name)) ~= tonumber(expected) then return {'stale'}
end
for i = 1, tonumber(kept) do
  local owner = redis.call('HGET', owners, secrets[i])
  if owner and owner ~= name then return {'taken', i - 1} end
end
local highest = redis.call('ZREVRANGE', versions, 0, 0, 'WITHSCORES')
local version = (tonumber(highest[2]) or 0) + 1
if content == '' then redis.call('DEL', account) else redis.call('SET', account, content) end
redis.call('ZADD', versions, version, name)
for i = tonumber(kept) + 1, #secrets do
  if redis.call('HGET', owners, secrets[i]) == name then redis.call('HDEL', owners, secrets[i]) end
end
for i = 1, tonumber(kept) do redis.call('HSET', owners, secrets[i], name) end
redis.pcall('PUBLISH', channel, version)
return {'saved', version}`,
  reply: ([outcome, number = 0]: [string, number?]) => ({ outcome, number }),
});
