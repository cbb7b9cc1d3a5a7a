import type { Cluster, Redis } from 'ioredis';

declare const knowsScripts: unique symbol;

/** A connection on which every script is defined (`withScripts`). */
export type StoreRedis = (Redis | Cluster) & { readonly [knowsScripts]: true };

export type Value = string | number | Buffer;

type Definition<Key extends string, Argument extends string, Raw, Reply> = {
  /** Of the command, as monitors of Redis show it. */
  name: string;
  /** Every key and argument is a local variable of its name in the script. All keys of one call are in one slot. */
  keys: readonly Key[];
  args: readonly Argument[];
  /** A table of this name holds all further arguments. */
  list?: string;
  lua: string;
  /** Redis replies with bytes instead of texts. */
  isBinary?: boolean;
  reply: (raw: Raw) => Reply;
};

export type Script = { name: string; numberOfKeys: number; lua: string };

type Call<Key extends string, Argument extends string, Reply> = Script & {
  /** Changes all that it changes, or nothing. Rejects with what Redis says no with. */
  run(
    redis: StoreRedis,
    keys: Readonly<Record<Key, string>>,
    args: Readonly<Record<Argument, Value>>,
    list?: readonly Value[],
  ): Promise<Reply>;
};

/** A Lua script with names for what it takes, so that neither caller nor script counts places. */
export function script<const Key extends string, const Argument extends string, Raw, Reply>({
  name,
  keys,
  args,
  list,
  lua,
  isBinary = false,
  reply,
}: Definition<Key, Argument, Raw, Reply>): Call<Key, Argument, Reply> {
  const command = isBinary ? `${name}Buffer` : name;
  return {
    name,
    numberOfKeys: keys.length,
    lua: `${localsOf(keys, 'KEYS')}${localsOf(args, 'ARGV')}${list ? tableOf(list, args.length) : ''}${lua.trim()}\n`,
    async run(redis, keyNames, values, more = []) {
      const send = (redis as unknown as Record<string, (...all: readonly Value[]) => Promise<Raw>>)[command];
      if (!send) throw new Error(`This connection does not know the script ${name}`);
      const all = [...keys.map((key) => keyNames[key]), ...args.map((arg) => values[arg]), ...more];
      return reply(await send.apply(redis, all));
    },
  };
}

/** `local due, outbox = KEYS[1], KEYS[2]` */
function localsOf(names: readonly string[], table: 'KEYS' | 'ARGV'): string {
  if (names.length === 0) return '';
  return `local ${names.join(', ')} = ${names.map((_, i) => `${table}[${i + 1}]`).join(', ')}\n`;
}

function tableOf(name: string, before: number): string {
  return `local ${name} = {}\nfor i = ${before + 1}, #ARGV do ${name}[i - ${before}] = ARGV[i] end\n`;
}
