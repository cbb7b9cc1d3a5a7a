import { callClasses, callQueues } from './call-queues.ts';
import { script } from './script.ts';

type Reply = ['taken' | 'soon' | 'next-window'] | ['stopped', string];

/**
 * Takes a place in a window of an account's calls for the one `id` of `class`, or lets it wait in line.
 *
 * Who waits is in order of `score`, which is when it began to wait and a minute for each class before its own: so it
 * rises by a class a minute. Of those the first get the places that are left: of `ours` (the share of what the limit
 * allows), and of what the last answer has left over to all, less one and less the calls it may not have counted.
 * Persons get two more, whatever was left over, but never all places. Bulk gets at most half of what the
 * others leave: of one place every second window. Truth that has had none for 40 s comes first, so that it gets
 * one in the next window, and one a minute.
 */
export const takeCall = script({
  name: 'takeCall',
  keys: ['window', 'day'],
  accountKeys: ['rate', 'rate-asked', ...callQueues],
  args: [
    ...['id', 'class', 'score', 'now_ms', 'number', 'share'],
    ...['default_limit', 'patience_ms', 'life_ms', 'day_life_ms', 'truth_ms'],
  ],
  lua: `
local classes = {${callClasses.map((each) => `'${each}'`).join(', ')}}
local queues = {${callQueues.map((each) => each.replaceAll('-', '_')).join(', ')}}
now_ms, number = tonumber(now_ms), tonumber(number)
local function count(key, field) return tonumber(redis.call('HGET', key, field) or '') end

local function forget(member)
  redis.call('ZREM', rate_asked, member)
  for i, each in ipairs(classes) do
    if string.sub(member, 1, #each + 1) == each .. ':' then redis.call('ZREM', queues[i], member) end
  end
end
for _, member in ipairs(redis.call('ZRANGE', rate_asked, '-inf', '(' .. (now_ms - patience_ms), 'BYSCORE')) do
  forget(member)
end

local me = class .. ':' .. id
redis.call('ZADD', rate_asked, now_ms, me)
redis.call('PEXPIRE', rate_asked, life_ms)
for i, each in ipairs(classes) do
  if each == class then
    redis.call('ZADD', queues[i], score, me)
    redis.call('PEXPIRE', queues[i], life_ms)
  end
end

local stop = count(rate, 'stop')
if stop and stop > now_ms and stop - now_ms <= patience_ms * 5 then return {'stopped', tostring(stop)} end
if not number then return {'next-window'} end

local limit = count(rate, 'limit') or tonumber(default_limit)
local ours = math.max(1, math.floor((limit - 1) * share / 9))
local most = math.max(ours, math.min(ours + 2, limit - 2))
local sent = count(window, 'sent') or 0
local in_flight = sent - (count(window, 'answered') or 0)
local bulk = count(window, 'bulk') or 0
local remaining = count(window, 'remaining')
local left, left_for_persons = ours - sent, most - sent
local left_once_answered = left
if remaining then
  left_once_answered = math.min(left, remaining - 1)
  left = math.min(left, remaining - 1 - in_flight)
end

local waiting = {}
for i, each in ipairs(classes) do
  local first = redis.call('ZRANGE', queues[i], 0, most, 'WITHSCORES')
  for k = 1, #first, 2 do
    table.insert(waiting, {member = first[k], score = tonumber(first[k + 1]), rank = i, class = each})
  end
  local is_due = each == 'truth' and now_ms - (count(rate, 'truth') or 0) >= tonumber(truth_ms)
  if is_due and #first > 0 then waiting[#waiting - #first / 2 + 1].score = -math.huge end
end
table.sort(waiting, function(a, b)
  if a.score ~= b.score then return a.score < b.score end
  if a.rank ~= b.rank then return a.rank < b.rank end
  return a.member < b.member
end)

local function fits(each)
  if each.class == 'person' then return left_for_persons > 0 end
  if left <= 0 or left_for_persons <= 0 then return false end
  if each.class ~= 'bulk' then return true end
  local rest = left + bulk
  return bulk < (rest == 1 and (number + 1) % 2 or math.floor(rest / 2))
end

for _, each in ipairs(waiting) do
  local has_place = fits(each)
  if each.member == me then
    if not has_place then return {left_once_answered > math.max(left, 0) and 'soon' or 'next-window'} end
    forget(me)
    redis.call('HINCRBY', window, 'sent', 1)
    if class == 'bulk' then redis.call('HINCRBY', window, 'bulk', 1) end
    redis.call('PEXPIRE', window, life_ms)
    redis.call('HINCRBY', day, 'ours', 1)
    redis.call('PEXPIRE', day, day_life_ms)
    if class == 'truth' then redis.call('HSET', rate, 'truth', now_ms) end
    return {'taken'}
  end
  if has_place then
    left, left_for_persons, left_once_answered = left - 1, left_for_persons - 1, left_once_answered - 1
    if each.class == 'bulk' then bulk = bulk + 1 end
  end
end
return {'next-window'}`,
  reply: ([outcome, until]: Reply) => (outcome === 'stopped' ? { stoppedUntil: Number(until) } : outcome),
});
