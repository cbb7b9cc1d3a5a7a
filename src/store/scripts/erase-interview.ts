import { circuitKeys } from './circuits.ts';
import { script } from './script.ts';

/**
 * Removes an interview of this version, or of any where that is empty, from everything that names it. `digests` are
 * those of its origins and candidates' references, of which a later interview may have taken over some. False when it
 * was saved since.
 */
export const eraseInterview = script({
  name: 'eraseInterview',
  keys: ['record', 'shared', 'lease', 'report', 'transcript', 'person'],
  accountKeys: [
    ...['all', 'due', 'failed', 'replays', 'parked', 'undelivered', 'not-invited', 'conflicts'],
    ...['origins', 'candidate-refs'],
  ],
  args: ['prefix', 'circuits', 'id', 'version'],
  list: 'digests',
  lua: `${circuitKeys}
if version ~= '' and string.match(redis.call('GETRANGE', record, 0, 19), '^%d+') ~= version then return 0 end
redis.call('DEL', record, shared, lease, report, transcript)
for _, index in ipairs({all, due, failed, replays, parked, undelivered, not_invited, conflicts, person}) do
  redis.call('ZREM', index, id)
end
for _, name in ipairs(names) do
  for _, kind in ipairs({'outbox', 'refused', 'probed', 'tried'}) do redis.call('ZREM', keyOf(kind, name), id) end
end
for _, digest in ipairs(digests) do
  for _, hash in ipairs({origins, candidate_refs}) do
    if redis.call('HGET', hash, digest) == id then redis.call('HDEL', hash, digest) end
  end
end
return 1`,
  reply: (erased: number) => erased === 1,
});
