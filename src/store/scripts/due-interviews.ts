import { dropRejected } from './drop-rejected.ts';
import { probing } from './probing.ts';
import { type PauseReply, readPause } from './read-pause.ts';
import { script } from './script.ts';

/**
 * Replies the pause, whether replays stand in line, then ids and times of what is due, one of each index by turns, so that neither waits
 * for all of the other: `limit` of each, and of deliveries none in a pause and only the next where one goes out at a time. Rejected
 * webhooks that came before `oldest_ms` go, a few at a time: nothing else looks as often.
 */
export const dueInterviews = script({
  name: 'dueInterviews',
  accountKeys: [
    'due',
    'outbox',
    'pause',
    'replays',
    'rejected',
    'rejected-about',
    'rejected-bodies',
    'rejected-bytes',
    'probed',
    'parked',
  ],
  args: ['now_ms', 'limit', 'oldest_ms'],
  lua: `${dropRejected}
${probing}
for _, id in ipairs(redis.call('ZRANGE', rejected, '-inf', oldest_ms, 'BYSCORE', 'LIMIT', 0, 50)) do dropRejected(id) end
local reply = ${readPause}
local ends, isProbed = reply[1], reply[5] or reply[2] == 'token'
local isPaused = ends and tonumber(ends) > tonumber(now_ms)
table.insert(reply, redis.call('EXISTS', replays))
local function dueIn(index)
  return redis.call('ZRANGE', index, '-inf', now_ms, 'BYSCORE', 'LIMIT', 0, limit, 'WITHSCORES')
end
local lists = {dueIn(due)}
if isPaused then lists[2] = {}
elseif isProbed then
  local id = nextProbe(now_ms)
  lists[2] = id and {id, redis.call('ZSCORE', outbox, id)} or {}
else lists[2] = dueIn(outbox) end
for at = 1, 2 * limit, 2 do
  for _, list in ipairs(lists) do
    table.insert(reply, list[at])
    table.insert(reply, list[at + 1])
  end
end
return reply`,
  reply: ([until, reason, waits, since, isProbed, replays, ...found]: [...PauseReply, number, ...string[]]) => ({
    pause: [until, reason, waits, since, isProbed] satisfies PauseReply,
    hasReplays: replays === 1,
    found,
  }),
});
