import type { Cluster, Redis } from 'ioredis';

/** A connection that knows the bridge's scripts. All keys of one call are in one slot. */
export type StoreRedis = (Redis | Cluster) & Scripts;

type Scripts = {
  createInterview(...args: ScriptArguments<7>): Promise<CreateReply>;
  saveInterview(...args: ScriptArguments<8>): Promise<SaveReply>;
  holdInterview(...args: ScriptArguments<6>): Promise<HoldReply>;
  postponeInterview(...args: ScriptArguments<3>): Promise<null>;
  eraseInterview(...args: ScriptArguments<12>): Promise<number>;
  deleteIfEqual(...args: ScriptArguments<1>): Promise<number>;
  replaceSealed(...args: ScriptArguments<1>): Promise<number>;
  findSubjects(...args: ScriptArguments<2>): Promise<string[]>;
  startPause(...args: ScriptArguments<1>): Promise<number>;
  changePause(...args: ScriptArguments<1>): Promise<number>;
  dueInterviews(...args: ScriptArguments<5>): Promise<[pausedUntil: string, replays: number, ...found: string[]]>;
  joinReplays(...args: ScriptArguments<2>): Promise<[added: number, waiting: number, rate: string]>;
  takeReplays(...args: ScriptArguments<3>): Promise<string[]>;
  mintSharedLink(...args: ScriptArguments<2>): Promise<number>;
  viewSharedLink(...args: ScriptArguments<1>): Promise<string | null>;
};

export type CreateReply =
  | ['taken', version: string, data: string]
  | ['created' | 'busy']
  | ['leased', ...versionsAndData: string[]];
export type PauseReply = [until: string | null, reason: string | null, waits: string | null];
export type HoldReply = [version: string, data: string, ...PauseReply] | null;
export type SaveReply = ['saved', ...PauseReply] | ['moved' | 'lost'];

type Keys<N extends number, K extends string[] = []> = K['length'] extends N ? K : Keys<N, [...K, string]>;
type ScriptArguments<N extends number> = [...Keys<N>, ...(string | number)[]];

const scripts: Record<keyof Scripts, { numberOfKeys: number; lua: string }> = {
  // KEYS callback, interview, person, all, due, story, inviting · ARGV id, data, createdAt, dueAt, line or '', prefix of interview keys,
  // lease token or '', lease ms. With a token, `leased` is followed by version and data of the person's other interviews.
  createInterview: {
    numberOfKeys: 7,
    lua: `
local taken = redis.call('GET', KEYS[1])
if taken then
  local found = redis.call('HMGET', ARGV[6] .. taken, 'v', 'd')
  if found[1] then return {'taken', found[1], found[2]} end
end
local reply = {'created'}
if ARGV[7] ~= '' then
  if not redis.call('SET', KEYS[7], ARGV[7], 'NX', 'PX', ARGV[8]) then return {'busy'} end
  reply = {'leased'}
  for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    local other = redis.call('HMGET', ARGV[6] .. id, 'v', 'd')
    if other[1] then table.insert(reply, other[1]) table.insert(reply, other[2]) end
  end
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[2], 'v', 1, 'd', ARGV[2])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
redis.call('ZADD', KEYS[4], ARGV[3], ARGV[1])
redis.call('ZADD', KEYS[5], ARGV[4], ARGV[1])
if ARGV[5] ~= '' then redis.call('RPUSH', KEYS[6], ARGV[5]) end
return reply`,
  },
  // KEYS interview, hold or lease, due, failed, story, pause, outbox, stuck · ARGV id, version, data, dueAt, failedAt or '', line or '',
  // story length, token or '', hold ms (0: give back), sendAt or '', then profile keys
  saveInterview: {
    numberOfKeys: 8,
    lua: `
if ARGV[8] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[8] then return {'lost'} end
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[2] then return {'moved'} end
redis.call('HSET', KEYS[1], 'v', ARGV[2] + 1, 'd', ARGV[3])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
if ARGV[5] ~= '' then redis.call('ZADD', KEYS[4], ARGV[5], ARGV[1]) else redis.call('ZREM', KEYS[4], ARGV[1]) end
if ARGV[6] ~= '' then
  redis.call('RPUSH', KEYS[5], ARGV[6])
  redis.call('LTRIM', KEYS[5], -ARGV[7], -1)
end
if ARGV[10] ~= '' then redis.call('ZADD', KEYS[7], ARGV[10], ARGV[1]) else redis.call('ZREM', KEYS[7], ARGV[1]) end
redis.call('ZREM', KEYS[8], ARGV[1])
for i = 11, #ARGV do redis.call('SET', ARGV[i], ARGV[1]) end
if ARGV[8] ~= '' then
  if ARGV[9] == '0' then redis.call('DEL', KEYS[2]) else redis.call('PEXPIRE', KEYS[2], ARGV[9]) end
end
local pause = redis.call('HMGET', KEYS[6], 'until', 'reason', 'waits')
return {'saved', pause[1], pause[2], pause[3]}`,
  },
  // KEYS hold, interview, pause, due, outbox, stuck · ARGV id, token, hold ms
  holdInterview: {
    numberOfKeys: 6,
    lua: `
local found = redis.call('HMGET', KEYS[2], 'v', 'd')
if not found[1] then
  for i = 4, 6 do redis.call('ZREM', KEYS[i], ARGV[1]) end
  return false
end
if not redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[3]) then return false end
local pause = redis.call('HMGET', KEYS[3], 'until', 'reason', 'waits')
return {found[1], found[2], pause[1], pause[2], pause[3]}`,
  },
  // KEYS interview, story, shared, hold, report, person, all, due, outbox, failed, replays, stuck · ARGV id, version, then the
  // keys that a later interview may have taken over. 0 when somebody saved since.
  eraseInterview: {
    numberOfKeys: 12,
    lua: `
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[2] then return 0 end
for i = 1, 5 do redis.call('DEL', KEYS[i]) end
for i = 6, 12 do redis.call('ZREM', KEYS[i], ARGV[1]) end
for i = 3, #ARGV do
  if redis.call('GET', ARGV[i]) == ARGV[1] then redis.call('DEL', ARGV[i]) end
end
return 1`,
  },
  // KEYS due, outbox, stuck · ARGV id, until. Remembers since when it was due.
  postponeInterview: {
    numberOfKeys: 3,
    lua: `
local since
for i = 1, 2 do
  local at = tonumber(redis.call('ZSCORE', KEYS[i], ARGV[1]) or nil)
  if at and (not since or at < since) then since = at end
  redis.call('ZADD', KEYS[i], 'XX', 'GT', ARGV[2], ARGV[1])
end
if since then redis.call('ZADD', KEYS[3], 'NX', since, ARGV[1]) end
return false`,
  },
  // KEYS any string · ARGV value
  deleteIfEqual: {
    numberOfKeys: 1,
    lua: `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`,
  },
  // KEYS any that holds sealed values · ARGV each value as it was, then as it shall be. Replies how many still were as told.
  replaceSealed: {
    numberOfKeys: 1,
    lua: `
local kind = redis.call('TYPE', KEYS[1]).ok
local replaced = 0
for i = 1, #ARGV, 2 do
  local was, is = ARGV[i], ARGV[i + 1]
  local at = kind == 'list' and redis.call('LPOS', KEYS[1], was)
  local score = kind == 'zset' and redis.call('ZSCORE', KEYS[1], was)
  if kind == 'string' and redis.call('GET', KEYS[1]) == was then
    redis.call('SET', KEYS[1], is)
  elseif kind == 'hash' and redis.call('HGET', KEYS[1], 'd') == was then
    redis.call('HSET', KEYS[1], 'd', is)
  elseif at then
    redis.call('LSET', KEYS[1], at, is)
  elseif score then
    redis.call('ZADD', KEYS[1], score, is)
    redis.call('ZREM', KEYS[1], was)
  else
    replaced = replaced - 1
  end
  replaced = replaced + 1
end
return replaced`,
  },
  // KEYS person, profile · ARGV id named by the webhook or '', prefix of interview keys. Replies id, version, data of who is
  // named, of who has the profile, then of the person's interviews, newest first; version and data once for each id.
  findSubjects: {
    numberOfKeys: 2,
    lua: `
local reply = {}
local told = {}
local function add(id)
  if id and told[id] then
    table.insert(reply, id) table.insert(reply, '') table.insert(reply, '')
    return
  end
  local found = {}
  if id and id ~= '' then told[id] = true found = redis.call('HMGET', ARGV[2] .. id, 'v', 'd') end
  if found[1] then
    table.insert(reply, id) table.insert(reply, found[1]) table.insert(reply, found[2])
  else
    table.insert(reply, '') table.insert(reply, '') table.insert(reply, '')
  end
end
add(ARGV[1])
add(redis.call('GET', KEYS[2]))
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, 49)) do add(id) end
return reply`,
  },
  // KEYS pause · ARGV until, reason, waits. A longer one that runs is not replaced by an outage.
  startPause: {
    numberOfKeys: 1,
    lua: `
local ends = redis.call('HGET', KEYS[1], 'until')
if not ends or tonumber(ends) < tonumber(ARGV[1]) then ends = ARGV[1]
elseif ARGV[2] == 'outage' then return 0 end
return redis.call('HSET', KEYS[1], 'until', ends, 'reason', ARGV[2], 'waits', ARGV[3])`,
  },
  // KEYS pause · ARGV until as it was, then until, reason, waits or nothing to end it
  changePause: {
    numberOfKeys: 1,
    lua: `
if redis.call('HGET', KEYS[1], 'until') ~= ARGV[1] then return 0 end
if ARGV[2] then
  redis.call('HSET', KEYS[1], 'until', ARGV[2], 'reason', ARGV[3], 'waits', ARGV[4])
else
  redis.call('DEL', KEYS[1])
end
return 1`,
  },
  // KEYS due, outbox, pause, rejected, replays · ARGV now, limit of each, end of the time of rejected webhooks. Lets those go that are
  // older: nobody else looks as often. Replies until when the account waits or '', whether replays stand in line, then ids and times by turns.
  dueInterviews: {
    numberOfKeys: 5,
    lua: `
redis.pcall('ZREMRANGEBYSCORE', KEYS[4], '-inf', ARGV[3])
local pausedUntil = redis.call('HGET', KEYS[3], 'until')
local isPaused = pausedUntil and tonumber(pausedUntil) > tonumber(ARGV[1])
local reply = {isPaused and pausedUntil or '', redis.call('EXISTS', KEYS[5])}
for i = 1, isPaused and 1 or 2 do
  local longest = redis.call('ZRANGE', KEYS[i], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
  for _, part in ipairs(longest) do table.insert(reply, part) end
end
return reply`,
  },
  // KEYS replays, pace · ARGV rate per second or '', rate of an empty line, then times and ids by turns
  joinReplays: {
    numberOfKeys: 2,
    lua: `
if ARGV[1] ~= '' then redis.call('HSET', KEYS[2], 'rate', ARGV[1])
elseif redis.call('EXISTS', KEYS[1]) == 0 then redis.call('HSET', KEYS[2], 'rate', ARGV[2]) end
local added = 0
for i = 3, #ARGV, 2 do added = added + redis.call('ZADD', KEYS[1], 'NX', ARGV[i], ARGV[i + 1]) end
return {added, redis.call('ZCARD', KEYS[1]), redis.call('HGET', KEYS[2], 'rate')}`,
  },
  // KEYS replays, pace, pause · ARGV now, claim ms. A turn that nobody took for a second is lost: no rush follows.
  takeReplays: {
    numberOfKeys: 3,
    lua: `
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
local now = tonumber(ARGV[1])
local pausedUntil = redis.call('HGET', KEYS[3], 'until')
if pausedUntil and tonumber(pausedUntil) > now then return {} end
local pace = redis.call('HMGET', KEYS[2], 'rate', 'next')
local every = 1000 / tonumber(pace[1] or 1)
local next = tonumber(pace[2] or 0)
if next < now - 1000 or next > now + every then next = now end
if next > now then return {} end
local turns = math.floor((now - next) / every) + 1
local ids = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, turns)
for _, id in ipairs(ids) do redis.call('ZADD', KEYS[1], now + ARGV[2], id) end
if #ids > 0 then redis.call('HSET', KEYS[2], 'next', next + #ids * every) end
return ids`,
  },
  // KEYS shared, interview · ARGV digest, link, how many to keep. 0 when the interview is gone: nothing may outlive it.
  mintSharedLink: {
    numberOfKeys: 2,
    lua: `
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local surplus = redis.call('HLEN', KEYS[1]) - ARGV[3]
if surplus > 0 then
  local flat = redis.call('HGETALL', KEYS[1])
  local links = {}
  for i = 1, #flat, 2 do
    if flat[i] ~= ARGV[1] then table.insert(links, {flat[i], cjson.decode(flat[i + 1]).createdAt}) end
  end
  table.sort(links, function(a, b) return a[2] < b[2] end)
  for i = 1, surplus do redis.call('HDEL', KEYS[1], links[i][1]) end
end
return 1`,
  },
  // KEYS shared · ARGV digest, now. Counts one view of a link that counts views; replies the link as it was, or nothing.
  viewSharedLink: {
    numberOfKeys: 1,
    lua: `
local text = redis.call('HGET', KEYS[1], ARGV[1])
if not text then return false end
local link = cjson.decode(text)
if link.viewsLeft and link.viewsLeft > 0 then
  link.viewsLeft = link.viewsLeft - 1
  link.viewedAt = tonumber(ARGV[2])
  redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(link))
end
return text`,
  },
};

export function withScripts(redis: Redis | Cluster): StoreRedis {
  for (const [name, script] of Object.entries(scripts)) redis.defineCommand(name, script);
  return redis as StoreRedis;
}
