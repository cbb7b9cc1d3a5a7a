import type { Cluster, Redis } from 'ioredis';

/** A connection that knows the bridge's scripts. All keys of one call are in one slot. */
export type StoreRedis = (Redis | Cluster) & Scripts;

type Scripts = {
  createInterviews(...args: ManyArguments): Promise<CreateReply[]>;
  readInterviews(...args: ManyArguments): Promise<[version: string | null, data: string | null][]>;
  saveInterviews(...args: ManyArguments): Promise<SaveReply>;
  holdInterviews(...args: ManyArguments): Promise<HoldReply>;
  postponeInterview(...args: ScriptArguments<3>): Promise<null>;
  eraseInterview(...args: ScriptArguments<12>): Promise<number>;
  deleteIfEqual(...args: ScriptArguments<1>): Promise<number>;
  replaceSealed(...args: ScriptArguments<1>): Promise<number>;
  findSubjects(...args: ManyArguments): Promise<SubjectsReply[]>;
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
export type HoldReply = [...PauseReply, ...versionsAndData: (string | null)[]];
export type SaveReply = [...PauseReply, ...outcomes: ('saved' | 'moved' | 'lost')[]];
/** Ids, then version and data of each that exists, in the order in which they are first named. */
export type SubjectsReply = [ids: string, ...versionsAndData: string[]];

type Keys<N extends number, K extends string[] = []> = K['length'] extends N ? K : Keys<N, [...K, string]>;
type ScriptArguments<N extends number> = [...Keys<N>, ...(string | number)[]];
/** Of scripts that do the same for several interviews of an account. */
type ManyArguments = [numberOfKeys: number, ...(string | number)[]];

const scripts: Record<keyof Scripts, { numberOfKeys?: number; lua: string }> = {
  // KEYS all, due, then of each interview callback, itself, person, story, inviting · ARGV prefix of interview keys, then for each id,
  // data, createdAt, dueAt, line or '', lease token or '', lease ms. Replies what came of each: `taken` with version and data of
  // who has the callback URL; where a lease is wanted `busy`, or `leased` with those of the person's other interviews.
  createInterviews: {
    lua: `
local replies = {}
local at = 2
for k = 3, #KEYS, 5 do
  local callback, interview, person, story, inviting = unpack(KEYS, k, k + 4)
  local id, data, createdAt, dueAt, line, token, leaseMs = unpack(ARGV, at, at + 6)
  local taken = redis.call('GET', callback)
  local found = taken and redis.call('HMGET', ARGV[1] .. taken, 'v', 'd') or {}
  local reply
  if found[1] then reply = {'taken', found[1], found[2]}
  elseif token ~= '' and not redis.call('SET', inviting, token, 'NX', 'PX', leaseMs) then reply = {'busy'}
  else
    reply = {token == '' and 'created' or 'leased'}
    for _, otherId in ipairs(token == '' and {} or redis.call('ZRANGE', person, 0, -1)) do
      local other = redis.call('HMGET', ARGV[1] .. otherId, 'v', 'd')
      if other[1] then table.insert(reply, other[1]) table.insert(reply, other[2]) end
    end
    redis.call('SET', callback, id)
    redis.call('HSET', interview, 'v', 1, 'd', data)
    redis.call('ZADD', person, createdAt, id)
    redis.call('ZADD', KEYS[1], createdAt, id)
    redis.call('ZADD', KEYS[2], dueAt, id)
    if line ~= '' then redis.call('RPUSH', story, line) end
  end
  table.insert(replies, reply)
  at = at + 7
end
return replies`,
  },
  // KEYS interviews. Replies version and data of each.
  readInterviews: {
    lua: `
local reply = {}
for i, key in ipairs(KEYS) do reply[i] = redis.call('HMGET', key, 'v', 'd') end
return reply`,
  },
  // KEYS due, failed, pause, outbox, stuck, then of each interview itself, hold or lease, story · ARGV story length, then for each id,
  // version, data, dueAt, failedAt or '', line or '', token or '', hold ms (0: give back), sendAt or '', how many profile keys,
  // those. Replies the pause, then what came of each.
  saveInterviews: {
    lua: `
local reply = redis.call('HMGET', KEYS[3], 'until', 'reason', 'waits')
local at = 2
for k = 6, #KEYS, 3 do
  local interview, hold, story = KEYS[k], KEYS[k + 1], KEYS[k + 2]
  local id, version, data, dueAt, failedAt, line, token, holdMs, sendAt, profiles = unpack(ARGV, at, at + 9)
  local outcome = 'saved'
  if token ~= '' and redis.call('GET', hold) ~= token then outcome = 'lost'
  elseif redis.call('HGET', interview, 'v') ~= version then outcome = 'moved'
  else
    redis.call('HSET', interview, 'v', version + 1, 'd', data)
    redis.call('ZADD', KEYS[1], dueAt, id)
    if failedAt ~= '' then redis.call('ZADD', KEYS[2], failedAt, id) else redis.call('ZREM', KEYS[2], id) end
    if sendAt ~= '' then redis.call('ZADD', KEYS[4], sendAt, id) else redis.call('ZREM', KEYS[4], id) end
    redis.call('ZREM', KEYS[5], id)
    if line ~= '' and redis.call('RPUSH', story, line) > tonumber(ARGV[1]) then redis.call('LPOP', story) end
    for i = at + 10, at + 9 + profiles do redis.call('SET', ARGV[i], id) end
    if holdMs == '0' then redis.call('DEL', hold) elseif token ~= '' then redis.call('PEXPIRE', hold, holdMs) end
  end
  table.insert(reply, outcome)
  at = at + 10 + profiles
end
return reply`,
  },
  // KEYS pause, due, outbox, stuck, then of each interview itself, hold · ARGV for each id, token, hold ms. Replies the pause, then
  // version and data of each, or nothing twice.
  holdInterviews: {
    lua: `
local reply = redis.call('HMGET', KEYS[1], 'until', 'reason', 'waits')
local at = 1
for k = 5, #KEYS, 2 do
  local id, token, ms = unpack(ARGV, at, at + 2)
  local found = redis.call('HMGET', KEYS[k], 'v', 'd')
  if not found[1] then
    for i = 2, 4 do redis.call('ZREM', KEYS[i], id) end
  elseif not redis.call('SET', KEYS[k + 1], token, 'NX', 'PX', ms) then
    found = {false, false}
  end
  table.insert(reply, found[1])
  table.insert(reply, found[2])
  at = at + 3
end
return reply`,
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
  // KEYS of each webhook person, profile · ARGV prefix of interview keys, then for each the id that it names or ''. Replies for
  // each the ids of who is named, of who has the profile ('-' for nobody), of the person's interviews, newest first; then version
  // and data once for each of them that exists, and '' twice for each that does not.
  findSubjects: {
    lua: `
local reply = {}
for k = 1, #KEYS, 2 do
  local ids = {ARGV[(k + 3) / 2], redis.call('GET', KEYS[k + 1]) or '-'}
  if ids[1] == '' then ids[1] = '-' end
  for _, id in ipairs(redis.call('ZREVRANGE', KEYS[k], 0, 49)) do table.insert(ids, id) end
  local found = {table.concat(ids, ' ')}
  local told = {['-'] = true}
  for _, id in ipairs(ids) do
    if not told[id] then
      told[id] = true
      local interview = redis.call('HMGET', ARGV[1] .. id, 'v', 'd')
      table.insert(found, interview[1] or '')
      table.insert(found, interview[2] or '')
    end
  end
  table.insert(reply, found)
end
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
  // older: nobody else looks as often. Replies until when the account waits or '', whether replays stand in line, then ids and times, one of
  // each index by turns, so that neither has to wait for all of the other.
  dueInterviews: {
    numberOfKeys: 5,
    lua: `
redis.pcall('ZREMRANGEBYSCORE', KEYS[4], '-inf', ARGV[3])
local pausedUntil = redis.call('HGET', KEYS[3], 'until')
local isPaused = pausedUntil and tonumber(pausedUntil) > tonumber(ARGV[1])
local reply = {isPaused and pausedUntil or '', redis.call('EXISTS', KEYS[5])}
local lists = {}
for i = 1, isPaused and 1 or 2 do
  lists[i] = redis.call('ZRANGE', KEYS[i], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
end
for at = 1, 2 * ARGV[2], 2 do
  for _, list in ipairs(lists) do
    table.insert(reply, list[at])
    table.insert(reply, list[at + 1])
  end
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
