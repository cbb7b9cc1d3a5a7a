import { foundIn } from '../found.ts';
import { batchScript } from './batch-script.ts';
import { readNewest } from './read-newest.ts';

/**
 * Stores a new interview, and leases it and its person for `lease_ms` where `token` is not empty. The outcome is
 * `taken`, with the interview of the same origin; `busy` where another process has leased the person; `created`; or
 * `leased`, with the newest other interviews of the person.
 */
export const createInterview = batchScript({
  name: 'createInterview',
  keys: ['record', 'lease', 'person_lease', 'person'],
  accountKeys: ['all', 'due', 'origins', 'not-invited'],
  args: ['prefix', 'id', 'content', 'created_at', 'due_at', 'not_invited_since', 'origin', 'token', 'lease_ms'],
  isBinary: true,
  lua: `${readNewest}
local taken = redis.call('HGET', origins, origin)
local found = taken and redis.call('GET', prefix .. taken)
if found then return {'taken', taken, found} end
local reply = {'created'}
if token ~= '' then
  if not redis.call('SET', person_lease, token, 'NX', 'PX', lease_ms) then return {'busy'} end
  redis.call('SET', lease, token, 'PX', lease_ms)
  reply = {'leased'}
  readNewest(reply)
end
redis.call('SET', record, '1 ' .. content)
redis.call('HSET', origins, origin, id)
-- Those created in the same millisecond keep their order.
local last = redis.call('ZRANGE', person, -1, -1, 'WITHSCORES')[2]
redis.call('ZADD', person, math.max(created_at, (tonumber(last) or 0) + 1), id)
redis.call('ZADD', all, created_at, id)
redis.call('ZADD', due, due_at, id)
redis.call('ZADD', not_invited, not_invited_since, id)
return reply`,
  reply: ([outcome, ...found]: [Buffer, ...Buffer[]]) => ({
    outcome: outcome.toString() as 'taken' | 'busy' | 'created' | 'leased',
    found: foundIn(found),
  }),
});
