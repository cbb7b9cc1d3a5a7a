import { circuitFrom } from '../pause.ts';
import { batchScript } from './batch-script.ts';
import { type PauseReply, readPause } from './read-pause.ts';

/**
 * Stores the next version of an interview and indexes it; `failed_at` and `send_at` are empty where it is in no such index. Where `token`
 * is not empty the lease must be held by it; it is extended by `lease_ms`, or given up where that is 0. The outcome is `moved` when
 * another version is stored, and `lost` without the lease: nothing is changed then.
 */
export const saveInterview = batchScript({
  name: 'saveInterview',
  keys: ['interview', 'lease'],
  accountKeys: ['due', 'failed', 'outbox', 'parked', 'profiles', 'refused', 'pause'],
  args: ['id', 'version', 'content', 'due_at', 'failed_at', 'send_at', 'token', 'lease_ms'],
  list: 'profile_digests',
  lua: `
local function save()
  if token ~= '' and redis.call('GET', lease) ~= token then return 'lost' end
  if string.match(redis.call('GETRANGE', interview, 0, 19), '^%d+') ~= version then return 'moved' end
  redis.call('SET', interview, (version + 1) .. ' ' .. content)
  redis.call('ZADD', due, due_at, id)
  if failed_at ~= '' then redis.call('ZADD', failed, failed_at, id) else redis.call('ZREM', failed, id) end
  if send_at ~= '' then redis.call('ZADD', outbox, send_at, id) else redis.call('ZREM', outbox, id) end
  redis.call('ZREM', parked, id)
  -- What has nothing more to send says nothing more of the token.
  if send_at == '' then redis.call('ZREM', refused, id) end
  for _, digest in ipairs(profile_digests) do redis.call('HSET', profiles, digest, id) end
  if lease_ms == '0' then redis.call('DEL', lease) elseif token ~= '' then redis.call('PEXPIRE', lease, lease_ms) end
  return 'saved'
end
local circuit = ${readPause}
table.insert(circuit, redis.call('ZCOUNT', refused, '(0', '+inf'))
return {save(), circuit}`,
  reply: ([outcome, circuit]: ['saved' | 'moved' | 'lost', [...PauseReply, number]]) => ({
    outcome,
    circuit: circuitFrom(circuit),
  }),
});
