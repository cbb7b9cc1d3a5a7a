import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { queuePrefix } from '../../../src/store/keys.ts';
import { withScripts } from '../../../src/store/scripts.ts';

/** One command of a client; those that a script runs are part of the script. */
export type Command = {
  /** The name of the command; for a script, the script's name. */
  name: string;
  /** Address of the connection. */
  from: string;
  /** Sent together with the command before, in a transaction; whether other commands share a packet is unknown. */
  isAlong: boolean;
};

export type CommandWatch = {
  /** A connection whose commands are not counted. */
  redis: Redis;
  /** Commands since the last call, without those of this watch. */
  take(): Promise<Command[]>;
  /** The addresses of all connections. */
  connections(): Promise<Set<string>>;
  close(): void;
};

/** Sees every command of a Redis, by MONITOR. */
export async function watchCommands(url: string): Promise<CommandWatch> {
  const redis = new Redis(url);
  const nameOf = await namesOfScripts(redis);
  const own = /\baddr=(\S+)/.exec(await redis.client('INFO'))?.[1] ?? '';
  const monitor = await redis.monitor();
  const within = new Set<string>();
  let seen: Command[] = [];
  monitor.on('monitor', (_time: string, [word = '', first = '']: string[], from: string) => {
    const plain = word.toLowerCase();
    if (plain === 'echo') monitor.emit(`echo ${first}`);
    if (from === 'lua' || from === own) return;
    seen.push({ name: nameOf(plain, first), from, isAlong: within.has(from) });
    if (plain === 'multi') within.add(from);
    if (plain === 'exec') within.delete(from);
  });

  return {
    redis,
    async take() {
      const mark = String(performance.now());
      await Promise.all([once(monitor, `echo ${mark}`), redis.echo(mark)]);
      const taken = seen;
      seen = [];
      return taken;
    },
    async connections() {
      const list = String(await redis.client('LIST'));
      return new Set([...list.matchAll(/\baddr=(\S+)/g)].map(([, address = '']) => address));
    },
    close() {
      monitor.disconnect();
      redis.disconnect();
    },
  };
}

/** The bridge's and BullMQ's scripts by the digest under which Redis knows them, other commands as they are. */
async function namesOfScripts(connection: Redis): Promise<(word: string, first: string) => string> {
  const names = new Map<string, string>();
  const define = connection.defineCommand.bind(connection);
  connection.defineCommand = (name, definition) => {
    names.set(digest(definition.lua), name.replace(/:.*/, ''));
    define(name, definition);
  };
  withScripts(connection);
  const queue = new Queue('names', { connection, prefix: queuePrefix(0) });
  await queue.waitUntilReady();
  await queue.close();
  return (word, first) => {
    if (!word.startsWith('eval')) return word;
    // A script that Redis has not seen yet is sent whole, and shown in one line.
    const sha = word === 'eval' ? digest(first.replaceAll('\\n', '\n')) : first;
    return names.get(sha) ?? `script ${sha.slice(0, 8)}`;
  };
}

function digest(script: string): string {
  return createHash('sha1').update(script).digest('hex');
}
