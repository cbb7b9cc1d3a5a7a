import { Cluster } from 'ioredis';
import { codeOfReply } from '../errors.ts';
import { type Connection, untilReady } from './redis.ts';

/** A key with the bridge's prefix, which holds no data. */
const [pattern, key] = ['bridge:*', 'bridge:{rights}:probe'];

/**
 * All commands that the bridge and BullMQ run on their keys and that a script may run, on one key that is deleted at
 * the end.
 */
const calls = [
  'set 1 PX 1000',
  'get',
  'mget',
  'getrange 0 1',
  'exists',
  'type',
  'incr',
  'incrby 1',
  'decrby 1',
  'pexpire 1000',
  'del',
  'persist',
  'pttl',
  'hset a 1',
  'hsetnx a 1',
  'hmset a 1',
  'hget a',
  'hmget a',
  'hgetall',
  'hexists a',
  'hlen',
  'hstrlen a',
  'hincrby a 1',
  'hscan 0',
  'hdel a',
  'zadd 1 a',
  'zscore a',
  'zcard',
  'zcount 0 1',
  'zrange 0 0',
  'zrevrange 0 0',
  'zrangebyscore 0 1',
  'zrevrangebyscore 1 0',
  'zremrangebyrank 5 5',
  'zremrangebyscore 5 5',
  'zrem a',
  'zpopmin',
  'rpush a',
  'lpush a',
  'llen',
  'lrange 0 0',
  'lpos a',
  'lset 0 a',
  'lrem 0 a',
  'ltrim 0 5',
  'rpop',
  'lpop',
  'sadd a',
  'smembers',
  'scard',
  'srem a',
  'xadd * a 1',
  'xrange - + COUNT 1',
  'xrevrange + - COUNT 1',
  'xlen',
  'xdel 0-1',
  'xtrim MAXLEN 5',
];

const ownConnectionMs = 1_000;

const script = `
local denied = {}
for _, call in ipairs(ARGV) do
  local words = {}
  for word in string.gmatch(call, '%S+') do table.insert(words, word) end
  local reply = redis.pcall(table.remove(words, 1), KEYS[1], unpack(words))
  if type(reply) == 'table' and reply.err then table.insert(denied, string.match(call, '^%S+') .. ' ' .. reply.err) end
end
redis.pcall('DEL', KEYS[1])
return denied`;

/**
 * The rights that the bridge needs and the user of this connection lacks: a sentence for each kind, with the command
 * that grants it; empty if none is missing. Rejects if Redis does not answer.
 */
export async function missingRights(connection: Connection, replicas: number): Promise<string[]> {
  const faults: string[] = [];
  const commands = new Set<string>();
  if (await isDenied(infoOf(connection))) commands.add('info');
  if (replicas > 0 && (await isDenied(waitOf(connection)))) commands.add('wait');
  if (await isDenied(connection.evalsha('0'.repeat(40), 0))) commands.add('evalsha');
  const database = await databaseFault(connection);
  if (database !== undefined) faults.push(database);
  if (await isWaitingDenied(connection)) commands.add('bzpopmin');
  const denied = await connection.eval(script, 1, key, ...calls).catch((error: unknown) => {
    if (!saysDenied(error)) return nothingIfReply(error);
    return isAboutKeys(error) ? ['get keys'] : ['eval NOPERM'];
  });
  const rights = (denied as string[]).filter(saysDenied);
  if (rights.some(isAboutKeys) || String(denied) === 'get keys') {
    faults.push(`its user may not use keys such as ${pattern}: ACL SETUSER <user> ~${pattern}`);
  } else for (const right of rights) commands.add(right.split(' ', 1)[0] ?? '');
  if (commands.size === 0) return faults;
  const names = [...commands].map((name) => name.toUpperCase()).join(', ');
  const grants = [...commands].map((name) => `+${name}`).join(' ');
  return [...faults, `its user may not run ${names}: ACL SETUSER <user> ${grants}`];
}

/**
 * A blocking command blocks its connection, so this check uses a separate one. If the result is unknown, the command
 * counts as allowed.
 */
async function isWaitingDenied(connection: Connection): Promise<boolean> {
  const own: Connection = connection instanceof Cluster ? connection.duplicate() : connection.duplicate();
  own.on('error', () => undefined);
  try {
    await untilReady(own, ownConnectionMs);
    await own.bzpopmin('bridge:{rights}:block', 0.01);
    return false;
  } catch (error) {
    // Without the right to the keys every command is denied: report that alone.
    return saysDenied(error) && !isAboutKeys(error);
  } finally {
    own.disconnect();
  }
}

/** If the user may not SELECT, data would be written to database 0. */
async function databaseFault(connection: Connection): Promise<string | undefined> {
  const number = connection instanceof Cluster ? 0 : (connection.options.db ?? 0);
  if (connection instanceof Cluster || number === 0) return undefined;
  try {
    await connection.select(number);
    return undefined;
  } catch (error) {
    nothingIfReply(error);
    const mend = saysDenied(error) ? ': ACL SETUSER <user> +select' : ': name one that exists in REDIS_URL';
    return `its user cannot select database ${number}${mend}`;
  }
}

/** All masters of a Cluster are expected to have the same users. */
function infoOf(connection: Connection): Promise<unknown> {
  const [node] = connection instanceof Cluster ? connection.nodes('master') : [connection];
  return node?.info('memory') ?? Promise.resolve();
}

/** It is answered at once, however many replicas there are. */
function waitOf(connection: Connection): Promise<unknown> {
  const [node] = connection instanceof Cluster ? connection.nodes('master') : [connection];
  return node?.wait(0, 1) ?? Promise.resolve();
}

async function isDenied(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    if (saysDenied(error)) return true;
    nothingIfReply(error);
    return false;
  }
}

/** Another refusal, such as NOREPLICAS, says nothing about rights. Throws if Redis does not answer. */
function nothingIfReply(error: unknown): string[] {
  if (codeOfReply(error) === undefined) throw error;
  return [];
}

/** The messages of Redis 6 and 7, for a command and for one in a script. */
function saysDenied(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return /NOPERM|ACL failure|can't run this command|can't access at least one of the keys|no permissions/i.test(text);
}

function isAboutKeys(error: unknown): boolean {
  return /keys/i.test(error instanceof Error ? error.message : String(error));
}
