import { batchScript } from './batch-script.ts';
import { type CircuitReply, circuitKeys, readCircuits } from './circuits.ts';

/**
 * Stores the next version of a record and indexes it; version `none` stores a record of whose id there is none.
 * `failed_at` is empty where it is in no such index; `send_at` has a time for each of the circuits, with commas
 * between, empty where there is nothing to send, or, with an empty `is_planned`, where that is not worked out yet;
 * `undelivered` keeps since when there has been something. Where `token` is not empty the lease must be held by it; it is
 * extended by `lease_ms`, or released where that is 0. Where `listed_at` is not empty it is listed as of then. `marks` are
 * further indexes, `name=number` with commas between: without a number it is not in that one. The outcome is `moved` when another version is stored, and
 * `lost` without the lease: nothing is changed then.
 */
export const saveRecord = batchScript({
  name: 'saveRecord',
  keys: ['record', 'lease'],
  accountKeys: ['due', 'failed', 'parked', 'candidate-refs', 'applications', 'undelivered'],
  args: [
    ...['prefix', 'circuits', 'id', 'version', 'content', 'due_at', 'failed_at', 'send_at', 'token', 'lease_ms'],
    ...['listed_at', 'marks', 'is_planned'],
  ],
  list: 'candidate_ref_digests',
  lua: `${circuitKeys}
local times = {}
for at in string.gmatch(send_at .. ',', '([^,]*),') do table.insert(times, at) end
local function save()
  if token ~= '' and redis.call('GET', lease) ~= token then return 'lost' end
  local stored = redis.call('GETRANGE', record, 0, 19)
  if (stored == '' and 'none' or string.match(stored, '^%d+')) ~= version then return 'moved' end
  redis.call('SET', record, (tonumber(version) or 0) + 1 .. ' ' .. content)
  redis.call('ZADD', due, due_at, id)
  if listed_at ~= '' then redis.call('ZADD', applications, listed_at, id) end
  if failed_at ~= '' then redis.call('ZADD', failed, failed_at, id) else redis.call('ZREM', failed, id) end
  for name, at in string.gmatch(marks, '([^=,]+)=([^,]*)') do
    if at ~= '' then redis.call('ZADD', prefix .. name, at, id) else redis.call('ZREM', prefix .. name, id) end
  end
  redis.call('ZREM', parked, id)
  local waits = false
  for i, name in ipairs(names) do
    if times[i] ~= '' then
      waits = true
      redis.call('ZADD', keyOf('outbox', name), times[i], id)
      -- The first time counts: a next try is no new delivery.
      redis.call('ZADD', undelivered, 'LT', times[i], id)
    else
      redis.call('ZREM', keyOf('outbox', name), id)
      -- What has nothing more to send says nothing more of the token.
      redis.call('ZREM', keyOf('refused', name), id)
    end
  end
  if not waits and is_planned ~= '' then redis.call('ZREM', undelivered, id) end
  for _, digest in ipairs(candidate_ref_digests) do redis.call('HSET', candidate_refs, digest, id) end
  if lease_ms == '0' then redis.call('DEL', lease) elseif token ~= '' then redis.call('PEXPIRE', lease, lease_ms) end
  return 'saved'
end
${readCircuits}
return {save(), states}`,
  reply: ([outcome, circuits]: ['saved' | 'moved' | 'lost', CircuitReply[]]) => ({ outcome, circuits }),
});
