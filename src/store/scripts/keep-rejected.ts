import { dropRejected } from './drop-rejected.ts';
import { script } from './script.ts';

/**
 * Keeps a rejected webhook for `life_ms`; what came before `oldest_ms` goes, and then the oldest ones until neither
 * `most` nor `most_bytes` are exceeded.
 */
export const keepRejected = script({
  name: 'keepRejected',
  accountKeys: ['rejected', 'rejected-about', 'rejected-bodies', 'rejected-bytes'],
  args: ['id', 'at_ms', 'about_it', 'body', 'oldest_ms', 'most', 'most_bytes', 'life_ms'],
  lua: `${dropRejected}
redis.call('ZADD', rejected, at_ms, id)
redis.call('HSET', rejected_about, id, about_it)
redis.call('HSET', rejected_bodies, id, body)
redis.call('INCRBY', rejected_bytes, #body)
for _, old in ipairs(redis.call('ZRANGE', rejected, '-inf', oldest_ms, 'BYSCORE')) do dropRejected(old) end
while redis.call('ZCARD', rejected) > tonumber(most) or tonumber(redis.call('GET', rejected_bytes) or 0) > tonumber(most_bytes) do
  local oldest = redis.call('ZRANGE', rejected, 0, 0)[1]
  if not oldest or dropRejected(oldest) == 0 then break end
end
for _, key in ipairs({rejected, rejected_about, rejected_bodies, rejected_bytes}) do redis.call('PEXPIRE', key, life_ms) end
return false`,
  reply: () => undefined,
});
