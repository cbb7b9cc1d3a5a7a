import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../keys.ts';

declare const knowsScripts: unique symbol;

/** A connection on which every script is defined (`withScripts`). */
export type StoreRedis = (Redis | Cluster) & { readonly [knowsScripts]: true };

export type Value = string | number | Buffer;

export type Script = { name: string; numberOfKeys?: number; lua: string };

/** In Lua every key and argument is a local variable of its name, with `_` for `-`. */
export type Definition<Key extends string, Own extends string, Argument extends string, Raw, Reply> = {
  /** Of the command, as monitors of Redis show it. */
  name: string;
  /** Keys that the caller names. All keys of one call are in one slot. */
  keys?: readonly Key[];
  /** Keys that every account has once: they follow from the account. */
  accountKeys?: readonly Own[];
  args: readonly Argument[];
  /** A table of this name holds all further arguments. */
  list?: string;
  lua: string;
  /** Redis replies with bytes instead of texts. */
  isBinary?: boolean;
  reply: (raw: Raw) => Reply;
};

/** Who runs a script with keys of an account names the account. */
type WhenAny<Own extends string> = [Own] extends [never] ? never : 'account';

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
export function script<
  const Argument extends string,
  Raw,
  Reply,
  const Key extends string = never,
  const Own extends string = never,
>({
  name,
  keys = [],
  accountKeys = [],
  args,
  list,
  lua,
  isBinary = false,
  reply,
}: Definition<Key, Own, Argument, Raw, Reply>): Call<Key | WhenAny<Own>, Argument, Reply> {
  const command = isBinary ? `${name}Buffer` : name;
  const locals = [localsOf([...keys, ...accountKeys], 'KEYS'), localsOf(args, 'ARGV')];
  if (list !== undefined) locals.push(tableOf(list, args.length));
  return {
    name,
    numberOfKeys: keys.length + accountKeys.length,
    lua: `${locals.join('')}${lua.trim()}\n`,
    async run(redis, given: Readonly<Record<string, string>>, values, more = []) {
      const all: Value[] = [];
      for (const key of keys) all.push(given[key] ?? '');
      for (const key of accountKeys) all.push(accountKey(given.account ?? '', key));
      for (const arg of args) all.push(values[arg]);
      all.push(...more);
      return reply(await commandOf<Raw>(redis, command).apply(redis, all));
    },
  };
}

export function commandOf<Raw>(redis: StoreRedis, name: string): (...all: readonly Value[]) => Promise<Raw> {
  const command = (redis as unknown as Record<string, (...all: readonly Value[]) => Promise<Raw>>)[name];
  if (!command) throw new Error(`This connection does not know the script ${name}`);
  return command;
}

/** `local due, outbox = KEYS[1], KEYS[2]` */
export function localsOf(names: readonly string[], table: 'KEYS' | 'ARGV'): string {
  if (names.length === 0) return '';
  const values = names.map((_, i) => `${table}[${i + 1}]`);
  return `local ${names.join(', ').replaceAll('-', '_')} = ${values.join(', ')}\n`;
}

function tableOf(name: string, before: number): string {
  return `local ${name} = {}\nfor i = ${before + 1}, #ARGV do ${name}[i - ${before}] = ARGV[i] end\n`;
}
