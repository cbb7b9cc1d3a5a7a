import { limits } from '../../limits.ts';
import { circuitFrom } from '../pause.ts';
import { dropRejected } from './drop-rejected.ts';
import { probing } from './probing.ts';
import { type PauseReply, readPause } from './read-pause.ts';
import { script } from './script.ts';

/**
 * Leases what is due of an account to one process: those of `wanted`, then the longest due, of clocks and deliveries by turns, until there
 * are `limit` or `limits.foundBytes` of them. Deliveries wait while the circuit is open, and go out one at a time where it is half-open.
 * What another process has leased is passed over, and keeps its place. Replies what was claimed, the circuit, and when there is
 * more: since when the longest due of what is left is due, whether any of it is leased now, when something is due next, when a
 * replay has its turn, and when a rejected webhook has been kept for long enough. Those that have been go, a few at a time.
 */
export const claimDue = script({
  name: 'claimDue',
  accountKeys: [
    'due',
    'outbox',
    'pause',
    'parked',
    'refused',
    'probed',
    'replays',
    'pace',
    'rejected',
    'rejected-about',
    'rejected-bodies',
    'rejected-bytes',
  ],
  args: ['prefix', 'now_ms', 'limit', 'token', 'lease_ms', 'rejected_life_ms'],
  list: 'wanted',
  isBinary: true,
  lua: `${dropRejected}
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
  local stored = redis.call('GET', prefix .. 'interview:' .. id)
  if not stored then
    redis.call('DEL', lease)
    for _, index in ipairs({due, outbox, parked}) do redis.call('ZREM', index, id) end
    return
  end
  -- That its work fails is forgotten by a save alone.
  local hasTimes = not redis.call('ZSCORE', parked, id)
  claimed_bytes = claimed_bytes + #stored
  is_leased = 1
  table.insert(claimed, {id, stored, hasTimes and redis.call('ZSCORE', due, id), hasTimes and redis.call('ZSCORE', outbox, id)})
end

-- Of an index what is due, one after the other with its time, and when the next will be.
local next_at
local function reader(index)
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
    return id, time
  end
end

local oldest_rejected = first(rejected, '-inf')
if oldest_rejected and oldest_rejected + rejected_life_ms <= now then
  for _, id in ipairs(redis.call('ZRANGE', rejected, '-inf', now - rejected_life_ms, 'BYSCORE', 'LIMIT', 0, 50)) do
    dropRejected(id)
  end
  oldest_rejected = first(rejected, '-inf')
end
local circuit = ${readPause}
table.insert(circuit, redis.call('ZCOUNT', refused, '(0', '+inf'))
local open_until = tonumber(circuit[1] or nil)
local isOpen = open_until and open_until > now
local isHalfOpen = not isOpen and open_until and (circuit[5] or circuit[2] == 'token')

for _, id in ipairs(wanted) do if mayClaim() then claim(id) end end
local readers = {reader(due)}
if isOpen then
  local next_sent = first(outbox, '-inf')
  next_at = next_sent and math.max(next_sent, open_until)
elseif isHalfOpen then
  next_at = first(outbox, '(' .. now_ms)
  local probe = nextProbe(now_ms)
  readers[2] = function()
    local id = probe
    probe = nil
    return id, id and tonumber(redis.call('ZSCORE', outbox, id))
  end
else readers[2] = reader(outbox) end
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
  replay_at = math.max(replay_at, turn, isOpen and open_until or 0)
end
return {
  claimed, circuit, is_leased, text(left), text(next_at), text(replay_at),
  text(oldest_rejected and oldest_rejected + rejected_life_ms)
}`,
  reply: ([claimed, circuit, leased, ...times]: ClaimReply) => {
    const [leftSince, nextAt, replayAt, rejectedAt] = times.map((time) => (time ? Number(time) : undefined));
    return {
      claimed: claimed.map(([id, stored, dueAt, sendAt]) => ({
        id: id.toString(),
        stored,
        schedule: scheduleFrom(dueAt, sendAt),
      })),
      circuit: circuitFrom(circuit),
      leftSince,
      nextAt,
      isLeased: leased === 1,
      replayAt,
      rejectedAt,
    };
  },
});

type ClaimReply = [
  claimed: [id: Buffer, stored: Buffer, dueAt: Buffer | null, sendAt: Buffer | null][],
  circuit: [...PauseReply<Buffer>, number],
  leased: number,
  ...times: (Buffer | null)[],
];

/** An interview that is not in the index is never due. */
export function scheduleFrom(dueAt: Buffer | null, sendAt: Buffer | null) {
  return { dueAt: Number(dueAt ?? Number.POSITIVE_INFINITY), ...(sendAt ? { sendAt: Number(sendAt) } : {}) };
}
