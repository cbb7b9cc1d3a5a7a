import { circuitKeys } from './circuits.ts';
import { script } from './script.ts';

/** Removes a record of this version from everything that names it. False when it was saved since. */
export const eraseRecord = script({
  name: 'eraseRecord',
  keys: ['record', 'lease'],
  accountKeys: [
    ...['applications', 'standings', 'in-flight', 'failed-entries'],
    ...['due', 'failed', 'replays', 'parked', 'undelivered', 'candidate-refs'],
  ],
  args: ['prefix', 'circuits', 'id', 'version'],
  list: 'digests',
  lua: `${circuitKeys}
local stored = redis.call('GETRANGE', record, 0, 19)
if stored ~= '' and string.match(stored, '^%d+') ~= version then return 0 end
redis.call('DEL', record, lease)
local indexes = {applications, standings, in_flight, failed_entries, due, failed, replays, parked, undelivered}
for _, index in ipairs(indexes) do
  redis.call('ZREM', index, id)
end
for _, name in ipairs(names) do
  for _, kind in ipairs({'outbox', 'refused', 'probed', 'tried'}) do redis.call('ZREM', keyOf(kind, name), id) end
end
for _, digest in ipairs(digests) do
  if redis.call('HGET', candidate_refs, digest) == id then redis.call('HDEL', candidate_refs, digest) end
end
return 1`,
  reply: (erased: number) => erased === 1,
});
