import { limits } from '../../limits.ts';
import { type CircuitReply, circuitKeys, readCircuits } from './circuits.ts';
import { dropRejected } from './drop-rejected.ts';
import { probing } from './probing.ts';
import { script } from './script.ts';

/**
 * Lua, after `circuitKeys`, for scripts with the keys `due` and `parked`. `timesOf`: when a record is due, and when its
 * deliveries are, by circuit; none of them where its work fails: that is forgotten by a save alone. `forget`: removes
 * one that is not stored.
 */
export const timesOf = `
local function timesOf(id)
  if redis.call('ZSCORE', parked, id) then return {} end
  local times = {redis.call('ZSCORE', due, id)}
  for _, name in ipairs(names) do table.insert(times, redis.call('ZSCORE', keyOf('outbox', name), id)) end
  return times
end
local function forget(id)
  redis.call('ZREM', due, id)
  redis.call('ZREM', parked, id)
  for _, name in ipairs(names) do redis.call('ZREM', keyOf('outbox', name), id) end
end`;

/**
 * Leases what is due of an account to one process: those of `wanted`, then the longest due, of clocks and each
 * circuit's deliveries by turns, until there are `limit` or `limits.foundBytes` of them. Deliveries wait while their
 * circuit is open, and go out one at a time where it is half-open. What another process has leased is passed over, and
 * keeps its place. Replies what was claimed, the circuits, and when there is more: since when the longest due of what
 * is left could have been worked on, whether any of it is leased now, when something is due next, when a replay has its
 * turn, and when a rejected webhook has been kept for long enough. Those that have been go, a few at a time.
 */
export const claimDue = script({
  name: 'claimDue',
  accountKeys: ['due', 'parked', 'replays', 'pace', 'rejected', 'rejected-about', 'rejected-bodies', 'rejected-bytes'],
  args: ['prefix', 'circuits', 'now_ms', 'limit', 'token', 'lease_ms', 'rejected_life_ms'],
  list: 'wanted',
  isBinary: true,
  lua: `${dropRejected}
${circuitKeys}
${timesOf}
${probing}
local now, most = tonumber(now_ms), tonumber(limit)
local claimed, claimed_bytes, seen = {}, 0, {}
local is_leased = 0

local function earlier(a, b) return a and b and math.min(a, b) or a or b end
-- A reply ends at the first nil.
local function text(ms) return ms and string.format('%.3f', ms) or false end
local function first(index, from)
  return tonumber(redis.call('ZRANGE', index, from, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2] or nil)
end
local function mayClaim() return #claimed < most and claimed_bytes < ${limits.foundBytes} end

local function claim(id)
  if seen[id] then return end
  seen[id] = true
  local lease = prefix .. 'lease:' .. id
  if not redis.call('SET', lease, token, 'NX', 'PX', lease_ms) then
    is_leased = 1
    return
  end
  local stored = redis.call('GET', prefix .. 'record:' .. id)
  if not stored then
    redis.call('DEL', lease)
    forget(id)
    return
  end
  claimed_bytes = claimed_bytes + #stored
  is_leased = 1
  table.insert(claimed, {id, stored, timesOf(id)})
end

-- Of an index what is due, one after the other with since when it could be worked on, and when the next will be.
local next_at
local function reader(index, free_since)
  local page, at, offset, size = {}, 1, 0, most + 20
  return function()
    if at > #page then
      if offset > 0 and #page < 2 * size then return nil end
      page = redis.call('ZRANGE', index, offset, offset + size - 1, 'WITHSCORES')
      at, offset = 1, offset + size
    end
    local id, time = page[at], tonumber(page[at + 1] or nil)
    if id and time > now then
      next_at = earlier(next_at, time)
      return nil
    end
    at = at + 2
    return id, time and math.max(time, free_since)
  end
end
local function once(id, time)
  return function()
    local this = id
    id = nil
    return this, this and time
  end
end

local oldest_rejected = first(rejected, '-inf')
if oldest_rejected and oldest_rejected + rejected_life_ms <= now then
  for _, id in ipairs(redis.call('ZRANGE', rejected, '-inf', now - rejected_life_ms, 'BYSCORE', 'LIMIT', 0, 50)) do
    dropRejected(id)
  end
  oldest_rejected = first(rejected, '-inf')
end
${readCircuits}

for _, id in ipairs(wanted) do if mayClaim() then claim(id) end end
local readers = {reader(due, 0)}
local last_open_until = 0
for i, name in ipairs(names) do
  local outbox, probed = keyOf('outbox', name), keyOf('probed', name)
  local open_until = tonumber(states[i][1] or nil)
  if open_until and open_until > now then
    local next_sent = first(outbox, '-inf')
    next_at = earlier(next_at, next_sent and math.max(next_sent, open_until))
    last_open_until = math.max(last_open_until, open_until)
  elseif open_until and (states[i][5] or states[i][2] == 'token') then
    next_at = earlier(next_at, first(outbox, '(' .. now_ms))
    local probe = nextProbe(outbox, probed, now_ms)
    table.insert(readers, once(probe, probe and math.max(tonumber(redis.call('ZSCORE', outbox, probe)), open_until)))
  else
    table.insert(readers, reader(outbox, open_until or 0))
  end
end
local left
local i = 1
while #readers > 0 do
  if i > #readers then i = 1 end
  local id, at = readers[i]()
  if id and (seen[id] or mayClaim()) then
    claim(id)
    i = i + 1
  else
    if id then left = earlier(left, at) end
    table.remove(readers, i)
  end
end

local replay_at = first(replays, '-inf')
if replay_at then
  local rate, turn = unpack(redis.call('HMGET', pace, 'rate', 'next'))
  local every = 1000 / tonumber(rate or 1)
  turn = tonumber(turn or 0)
  if turn > now + every then turn = now end
  replay_at = math.max(replay_at, turn, last_open_until)
end
return {
  claimed, states, is_leased, text(left), text(next_at), text(replay_at),
  text(oldest_rejected and oldest_rejected + rejected_life_ms)
}`,
  reply: ([claimed, circuits, leased, ...more]: ClaimReply) => {
    const [leftSince, nextAt, replayAt, rejectedAt] = more.map((time) => (time ? Number(time) : undefined));
    return {
      claimed: claimed.map(([id, stored, times]) => ({ id: id.toString(), stored, times })),
      circuits,
      leftSince,
      nextAt,
      isLeased: leased === 1,
      replayAt,
      rejectedAt,
    };
  },
});

type ClaimReply = [
  claimed: [id: Buffer, stored: Buffer, times: (Buffer | null)[]][],
  circuits: CircuitReply<Buffer>[],
  leased: number,
  ...more: (Buffer | null)[],
];
