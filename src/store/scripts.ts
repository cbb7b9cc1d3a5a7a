import type { Cluster, Redis } from 'ioredis';
import { limits } from '../limits.ts';

/** A connection that knows the bridge's scripts. All keys of one call are in one slot. */
export type StoreRedis = (Redis | Cluster) & Scripts;

type Scripts = {
  createInterviewsBuffer(...args: ManyArguments): Promise<CreateReply[]>;
  saveInterviews(...args: ManyArguments): Promise<SaveReply>;
  leaseInterviewsBuffer(...args: ManyArguments): Promise<LeaseReply>;
  postponeInterview(...args: ScriptArguments<3>): Promise<null>;
  eraseInterview(...args: ScriptArguments<15>): Promise<number>;
  deleteIfEqual(...args: ScriptArguments<1>): Promise<number>;
  replaceSealed(...args: ScriptArguments<1>): Promise<number>;
  eraseFromHistory(...args: ScriptArguments<1>): Promise<number>;
  keepRejected(...args: ScriptArguments<4>): Promise<null>;
  removeRejected(...args: ScriptArguments<4>): Promise<number>;
  replaceRejected(...args: ScriptArguments<2>): Promise<number>;
  findSubjectsBuffer(...args: ManyArguments): Promise<SubjectsReply[]>;
  startPause(...args: ScriptArguments<1>): Promise<number>;
  takeProbe(...args: ScriptArguments<4>): Promise<number>;
  noteRefusal(...args: ScriptArguments<5>): Promise<number>;
  noteSuccess(...args: ScriptArguments<3>): Promise<number>;
  endTokenWait(...args: ScriptArguments<2>): Promise<number>;
  dueInterviews(...args: ScriptArguments<10>): Promise<[...PauseReply, replays: number, ...found: string[]]>;
  joinReplays(...args: ScriptArguments<2>): Promise<[added: number, waiting: number, rate: string]>;
  takeReplays(...args: ScriptArguments<3>): Promise<string[]>;
  mintSharedLink(...args: ScriptArguments<2>): Promise<number>;
  viewSharedLink(...args: ScriptArguments<1>): Promise<string | null>;
};

/** ioredis makes two calls of every script: one answers texts, one bytes. */
type NameOf<Call> = Call extends `${infer Name}Buffer` ? Name : Call;

/** Ids of interviews and what is stored of each, by turns; empty for what is not. */
type Found = Buffer[];
/** What came of it. */
export type CreateReply = [outcome: Buffer, ...found: Found];
export type PauseReply<Text = string> = [
  until: Text | null,
  reason: Text | null,
  waits: Text | null,
  since: Text | null,
  isProbed: Text | null,
];
export type LeaseReply = [...PauseReply<Buffer>, refused: number, ...storedAndTimes: (Buffer | null)[]];
export type SaveReply = [...PauseReply, refused: number, ...outcomes: ('saved' | 'moved' | 'lost')[]];
/** Who is named, who has the profile, then the person's newest; empty where it has to be asked for again. */
export type SubjectsReply = Found;

type Value = string | number | Buffer;
type Keys<N extends number, K extends string[] = []> = K['length'] extends N ? K : Keys<N, [...K, string]>;
type ScriptArguments<N extends number> = [...Keys<N>, ...Value[]];
/** Of scripts that do the same for several interviews of an account. */
type ManyArguments = [numberOfKeys: number, ...Value[]];

/**
 * Lets a rejected webhook go, given the place of its first key. Redis may refuse to write: who only looks must not fail by
 * that, and the index goes first, so that nothing is done then.
 */
const dropRejected = `
local function dropRejected(first, id)
  local size = redis.call('HSTRLEN', KEYS[first + 2], id)
  if redis.pcall('ZREM', KEYS[first], id) ~= 1 then return 0 end
  for i = first + 1, first + 2 do redis.pcall('HDEL', KEYS[i], id) end
  if redis.call('EXISTS', KEYS[first]) == 1 then redis.pcall('DECRBY', KEYS[first + 3], size)
  else redis.pcall('DEL', KEYS[first + 1], KEYS[first + 2], KEYS[first + 3]) end
  return 1
end`;

/** What stands in the hash `pause`, in the order of `PauseReply`. */
export const pauseFields = ['until', 'reason', 'waits', 'since', 'isProbed'] as const;
const readPause = (key: string) =>
  `redis.call('HMGET', ${key}, ${pauseFields.map((field) => `'${field}'`).join(', ')})`;

/**
 * Reads what is stored of a person's newest interviews, newest first, by turns with their ids: so many and so many bytes, however
 * many there are. What several calls of one script find counts together for whether the next one is begun.
 */
const readNewest = `
local found_bytes, most_bytes = 0, ${limits.foundBytes}
local function readInto(reply, told, prefix, id)
  local found = ''
  if not told[id] then found = redis.call('GET', prefix .. id) or '' end
  told[id] = true
  found_bytes = found_bytes + #found
  table.insert(reply, id)
  table.insert(reply, found)
end
local function readNewest(reply, told, prefix, person)
  local before = found_bytes
  for _, id in ipairs(redis.call('ZRANGE', person, 0, ${limits.interviewsOfPerson - 1}, 'REV')) do
    if found_bytes - before >= most_bytes then break end
    readInto(reply, told, prefix, id)
  end
end`;

/**
 * `refused` holds whom our token was refused for, by when. Those at 0 were refused before a success that showed the token to be
 * right: what comes of them says nothing of it.
 */
const refusedOf = `
local function refusedOf(refused)
  return redis.call('ZRANGE', refused, '(0', '+inf', 'BYSCORE')
end`;

/** So many due interviews are looked at for one that has had no turn: of as many as are remembered, one has not. */
const lookedAt = limits.probedOfAccount + 1;

/**
 * `probed` holds who has had a turn, the last last. The next one is the first due that has had none, else the one whose turn
 * is longest ago; those whose work fails come behind all others, and keep nobody from a second turn in a row.
 */
const probing = `
local function noteProbe(probed, id)
  local last = redis.call('ZRANGE', probed, -1, -1, 'WITHSCORES')
  redis.call('ZADD', probed, (tonumber(last[2]) or 0) + 1, id)
  redis.call('ZREMRANGEBYRANK', probed, 0, -${limits.probedOfAccount + 1})
end
local function isAlone(outbox, stuck, id)
  for _, each in ipairs(redis.call('ZRANGE', outbox, 0, ${lookedAt})) do
    if each ~= id and not redis.call('ZSCORE', stuck, each) then return false end
  end
  return true
end
local function nextProbe(outbox, probed, stuck, now)
  local last = redis.call('ZRANGE', probed, -1, -1)[1]
  local found, least, isLastDue
  for _, id in ipairs(redis.call('ZRANGE', outbox, '-inf', now, 'BYSCORE', 'LIMIT', 0, ${lookedAt})) do
    local turn = tonumber(redis.call('ZSCORE', probed, id) or 0)
    if redis.call('ZSCORE', stuck, id) then turn = turn + 1e12 end
    if id == last then isLastDue = true
    elseif not least or turn < least then found, least = id, turn end
    if least == 0 then break end
  end
  if found or not isLastDue then return found end
  return isAlone(outbox, stuck, last) and last or nil
end`;

const scripts: Record<NameOf<keyof Scripts>, { numberOfKeys?: number; lua: string }> = {
  // KEYS all, due, callbacks, then of each interview itself, lease, inviting, person · ARGV prefix of interview keys, then for each id, what is
  // sealed, createdAt, dueAt, digest of callback, lease token or '', lease ms. Replies what came of each: `taken` with the id of the
  // one that has the callback URL and that one; where a lease is wanted `busy`, or `leased` with the person's other interviews, each
  // behind its id; `again` for those whose reply would be too large together with the others'.
  createInterviews: {
    lua: `${readNewest}
local replies = {}
local at = 2
for k = 4, #KEYS, 4 do
  local id, sealed, createdAt, dueAt, callback, token, leaseMs = unpack(ARGV, at, at + 6)
  local taken = redis.call('HGET', KEYS[3], callback)
  local found = taken and redis.call('GET', ARGV[1] .. taken)
  local reply
  if found then reply = {'taken', taken, found}
  elseif token ~= '' and found_bytes >= most_bytes then reply = {'again'}
  elseif token ~= '' and not redis.call('SET', KEYS[k + 2], token, 'NX', 'PX', leaseMs) then reply = {'busy'}
  else
    reply = {token == '' and 'created' or 'leased'}
    if token ~= '' then readNewest(reply, {}, ARGV[1], KEYS[k + 3]) end
    redis.call('SET', KEYS[k], '1 ' .. sealed)
    if token ~= '' then redis.call('SET', KEYS[k + 1], token, 'PX', leaseMs) end
    redis.call('HSET', KEYS[3], callback, id)
    -- Those created in the same millisecond keep their order.
    local last = redis.call('ZRANGE', KEYS[k + 3], -1, -1, 'WITHSCORES')[2]
    redis.call('ZADD', KEYS[k + 3], math.max(createdAt, (tonumber(last) or 0) + 1), id)
    redis.call('ZADD', KEYS[1], createdAt, id)
    redis.call('ZADD', KEYS[2], dueAt, id)
  end
  table.insert(replies, reply)
  at = at + 7
end
return replies`,
  },
  // KEYS due, failed, pause, outbox, stuck, profiles, refused, then of each interview itself, lease · ARGV for each id, version, what is
  // sealed, dueAt, failedAt or '', token or '', lease ms (0: give back), sendAt or '', how many digests of profiles, those. Replies
  // the pause, how many were refused, then what came of each. What has nothing more to send says nothing more of the token.
  saveInterviews: {
    lua: `
local reply = ${readPause('KEYS[3]')}
table.insert(reply, redis.call('ZCOUNT', KEYS[7], '(0', '+inf'))
local at = 1
for k = 8, #KEYS, 2 do
  local interview, lease = KEYS[k], KEYS[k + 1]
  local id, version, sealed, dueAt, failedAt, token, leaseMs, sendAt, profiles = unpack(ARGV, at, at + 8)
  local outcome = 'saved'
  if token ~= '' and redis.call('GET', lease) ~= token then outcome = 'lost'
  elseif string.match(redis.call('GETRANGE', interview, 0, 19), '^%d+') ~= version then outcome = 'moved'
  else
    redis.call('SET', interview, (version + 1) .. ' ' .. sealed)
    redis.call('ZADD', KEYS[1], dueAt, id)
    if failedAt ~= '' then redis.call('ZADD', KEYS[2], failedAt, id) else redis.call('ZREM', KEYS[2], id) end
    if sendAt ~= '' then redis.call('ZADD', KEYS[4], sendAt, id) else redis.call('ZREM', KEYS[4], id) end
    redis.call('ZREM', KEYS[5], id)
    if sendAt == '' then redis.call('ZREM', KEYS[7], id) end
    for i = at + 9, at + 8 + profiles do redis.call('HSET', KEYS[6], ARGV[i], id) end
    if leaseMs == '0' then redis.call('DEL', lease) elseif token ~= '' then redis.call('PEXPIRE', lease, leaseMs) end
  end
  table.insert(reply, outcome)
  at = at + 9 + profiles
end
return reply`,
  },
  // KEYS pause, due, outbox, stuck, refused, then of each interview itself, lease · ARGV for each id, token, lease ms. Replies the pause,
  // how many were refused, then each interview with dueAt and sendAt, or nothing thrice. Without the times where its work failed: that is forgotten by a save alone.
  leaseInterviews: {
    lua: `
local reply = ${readPause('KEYS[1]')}
table.insert(reply, redis.call('ZCOUNT', KEYS[5], '(0', '+inf'))
local at = 1
for k = 6, #KEYS, 2 do
  local id, token, ms = unpack(ARGV, at, at + 2)
  local found = redis.call('GET', KEYS[k])
  if not found then
    for i = 2, 4 do redis.call('ZREM', KEYS[i], id) end
  elseif not redis.call('SET', KEYS[k + 1], token, 'NX', 'PX', ms) then
    found = false
  end
  table.insert(reply, found)
  local isStuck = redis.call('ZSCORE', KEYS[4], id)
  for i = 2, 3 do table.insert(reply, found and not isStuck and redis.call('ZSCORE', KEYS[i], id)) end
  at = at + 3
end
return reply`,
  },
  // KEYS interview, shared, lease, report, all, due, outbox, failed, replays, stuck, refused, probed, person, callbacks, profiles · ARGV id, version
  // or '' for any, how many digests of callbacks, those, then of the profiles that a later interview may have taken over. 0 when somebody
  // saved since.
  eraseInterview: {
    numberOfKeys: 15,
    lua: `
local id, version, callbacks = unpack(ARGV, 1, 3)
if version ~= '' and string.match(redis.call('GETRANGE', KEYS[1], 0, 19), '^%d+') ~= version then return 0 end
for i = 1, 4 do redis.call('DEL', KEYS[i]) end
for i = 5, 13 do redis.call('ZREM', KEYS[i], id) end
for i = 4, #ARGV do
  local hash = i <= 3 + callbacks and KEYS[14] or KEYS[15]
  if redis.call('HGET', hash, ARGV[i]) == id then redis.call('HDEL', hash, ARGV[i]) end
end
return 1`,
  },
  // KEYS history · ARGV id. No line names it any more; replies how many did.
  eraseFromHistory: {
    numberOfKeys: 1,
    lua: `
local named = 0
for i, line in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  local from, to = string.find(line, ARGV[1], 1, true)
  if from then
    redis.call('LSET', KEYS[1], i - 1, string.sub(line, 1, from - 1) .. '(erased)' .. string.sub(line, to + 1))
    named = named + 1
  end
end
return named`,
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
  // KEYS any string that holds what is sealed · ARGV the value as it was, then as it shall be. Replies whether it still was as told.
  replaceSealed: {
    numberOfKeys: 1,
    lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`,
  },
  // KEYS rejected, rejected-about, rejected-bodies, rejected-bytes · ARGV id, time, about, body, end of the time, how many and how many
  // bytes at most, life in ms. The oldest go first.
  keepRejected: {
    numberOfKeys: 4,
    lua: `${dropRejected}
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[4])
redis.call('INCRBY', KEYS[4], #ARGV[4])
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', ARGV[5], 'BYSCORE')) do dropRejected(1, id) end
while redis.call('ZCARD', KEYS[1]) > tonumber(ARGV[6]) or tonumber(redis.call('GET', KEYS[4]) or 0) > tonumber(ARGV[7]) do
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if not oldest or dropRejected(1, oldest) == 0 then break end
end
for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[8]) end
return false`,
  },
  // KEYS rejected, rejected-about, rejected-bodies, rejected-bytes · ARGV id. Replies whether it was there.
  removeRejected: { numberOfKeys: 4, lua: `${dropRejected} return dropRejected(1, ARGV[1])` },
  // KEYS rejected-bodies, rejected-bytes · ARGV for each id, the body as it was, then as it shall be. Replies how many still were as told.
  replaceRejected: {
    numberOfKeys: 2,
    lua: `
local replaced = 0
for i = 1, #ARGV, 3 do
  local id, was, is = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if redis.call('HGET', KEYS[1], id) == was then
    redis.call('HSET', KEYS[1], id, is)
    redis.call('INCRBY', KEYS[2], #is - #was)
    replaced = replaced + 1
  end
end
return replaced`,
  },
  // KEYS profiles, then for each webhook person · ARGV prefix of interview keys, then for each digest of profile, the id that it names
  // or ''. Replies for each who is named and who has the profile, then the person's newest interviews, newest first: each its id and
  // what is stored, '' for what is not; or nothing for those whose reply would be too large together with the others'.
  findSubjects: {
    lua: `${readNewest}
local replies = {}
for k = 2, #KEYS do
  local reply = {}
  if found_bytes < most_bytes then
    local profile, named = unpack(ARGV, 2 * k - 2, 2 * k - 1)
    local told = {[''] = true}
    readInto(reply, told, ARGV[1], named)
    readInto(reply, told, ARGV[1], redis.call('HGET', KEYS[1], profile) or '')
    readNewest(reply, told, ARGV[1], KEYS[k])
  end
  table.insert(replies, reply)
end
return replies`,
  },
  // KEYS pause · ARGV until, reason, waits, since, '1' where one goes out at a time. A longer one that runs is not replaced by an
  // outage, nor one at whose end one goes out at a time; since when and that one does stay until it ends.
  startPause: {
    numberOfKeys: 1,
    lua: `
local ends, isProbed, reason = unpack(redis.call('HMGET', KEYS[1], 'until', 'isProbed', 'reason'))
if ARGV[2] == 'outage' and (isProbed or reason == 'token' or (ends and tonumber(ends) >= tonumber(ARGV[1]))) then return 0 end
if not ends or tonumber(ends) < tonumber(ARGV[1]) then ends = ARGV[1] end
redis.call('HSET', KEYS[1], 'until', ends, 'reason', ARGV[2], 'waits', ARGV[3])
if ARGV[4] and ARGV[4] ~= '' then redis.call('HSETNX', KEYS[1], 'since', ARGV[4]) end
if ARGV[5] == '1' then redis.call('HSET', KEYS[1], 'isProbed', '1') end
return 1`,
  },
  // KEYS pause, outbox, probed, stuck · ARGV id, now, until as it was, until as it shall be then. 0 where it is not its turn.
  takeProbe: {
    numberOfKeys: 4,
    lua: `${probing}
local id, now, was, next = unpack(ARGV)
if redis.call('HGET', KEYS[1], 'until') ~= was then return 0 end
if redis.call('ZSCORE', KEYS[3], id) and nextProbe(KEYS[2], KEYS[3], KEYS[4], now) ~= id then return 0 end
redis.call('HSET', KEYS[1], 'until', next)
noteProbe(KEYS[3], id)
return 1`,
  },
  // KEYS pause, refused, probed, outbox, stuck · ARGV id, now, how many make a wait, until as it was or '', until and waits of that
  // wait. Those who made it have had their turn. Replies whether the account waits for its token: a probe that nobody else waits for
  // is one interview's own trouble again.
  noteRefusal: {
    numberOfKeys: 5,
    lua: `${probing}
${refusedOf}
local id, now, most, was, next, waits = unpack(ARGV)
local ends, reason = unpack(redis.call('HMGET', KEYS[1], 'until', 'reason'))
local isOurs = ends == was
if reason == 'token' and isOurs and isAlone(KEYS[4], KEYS[5], id) then
  redis.call('DEL', KEYS[1], KEYS[3])
  redis.call('ZADD', KEYS[2], 'NX', now, id)
  return 0
elseif reason == 'token' then
  noteProbe(KEYS[3], id)
else
  redis.call('ZADD', KEYS[2], 'NX', now, id)
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -${limits.refusedOfAccount + 1})
  local refused = refusedOf(KEYS[2])
  if #refused < tonumber(most) or redis.call('ZSCORE', KEYS[2], id) == '0' then
    if isOurs then redis.call('DEL', KEYS[1], KEYS[3]) end
    return 0
  end
  for _, each in ipairs(refused) do noteProbe(KEYS[3], each) end
  noteProbe(KEYS[3], id)
  redis.call('HSET', KEYS[1], 'until', ends or next, 'reason', 'token', 'waits', waits, 'since', now, 'isProbed', '1')
  isOurs = true
end
if isOurs then
  if not ends or tonumber(ends) < tonumber(next) then ends = next end
  redis.call('HSET', KEYS[1], 'until', ends, 'waits', waits)
end
return 1`,
  },
  // KEYS pause, refused, probed · ARGV until as it was or ''
  noteSuccess: {
    numberOfKeys: 3,
    lua: `${refusedOf}
local ends, reason = unpack(redis.call('HMGET', KEYS[1], 'until', 'reason'))
for _, each in ipairs(refusedOf(KEYS[2])) do redis.call('ZADD', KEYS[2], 0, each) end
if ends == ARGV[1] or reason == 'token' then return redis.call('DEL', KEYS[1], KEYS[3]) end
return 0`,
  },
  // KEYS pause, probed · ARGV now. Who has had a turn had it with another token, perhaps.
  endTokenWait: {
    numberOfKeys: 2,
    lua: `
local ends, reason = unpack(redis.call('HMGET', KEYS[1], 'until', 'reason'))
if reason ~= 'token' then return 0 end
if tonumber(ends) > tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'until', ARGV[1]) end
redis.call('DEL', KEYS[2])
return 1`,
  },
  // KEYS due, outbox, pause, replays, then of rejected webhooks rejected, -about, -bodies, -bytes, then probed, stuck · ARGV now, limit of
  // each, end of the time of rejected webhooks. Lets some of those go that are older: nobody else looks as often. Replies the pause, whether
  // replays stand in line, then ids and times, one of each index by turns, so that neither has to wait for all of the other. Where one
  // delivery goes out at a time, only the next is there.
  dueInterviews: {
    numberOfKeys: 10,
    lua: `${dropRejected}
${probing}
for _, id in ipairs(redis.call('ZRANGE', KEYS[5], '-inf', ARGV[3], 'BYSCORE', 'LIMIT', 0, 50)) do dropRejected(5, id) end
local reply = ${readPause('KEYS[3]')}
local ends, isProbed = reply[1], reply[5] or reply[2] == 'token'
local isPaused = ends and tonumber(ends) > tonumber(ARGV[1])
table.insert(reply, redis.call('EXISTS', KEYS[4]))
local lists = {}
for i = 1, (isPaused or isProbed) and 1 or 2 do
  lists[i] = redis.call('ZRANGE', KEYS[i], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
end
if isProbed and not isPaused then
  local id = nextProbe(KEYS[2], KEYS[9], KEYS[10], ARGV[1])
  lists[2] = id and {id, redis.call('ZSCORE', KEYS[2], id)} or {}
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
    local isJson, link = pcall(cjson.decode, flat[i + 1])
    local createdAt = isJson and type(link) == 'table' and tonumber(link.createdAt) or 0
    if flat[i] ~= ARGV[1] then table.insert(links, {flat[i], createdAt}) end
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
local isJson, link = pcall(cjson.decode, text)
if isJson and type(link) == 'table' and type(link.viewsLeft) == 'number' and link.viewsLeft > 0 then
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
