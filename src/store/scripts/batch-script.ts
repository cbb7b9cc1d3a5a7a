import { batch } from '../batch.ts';
import { type Confirmation, withoutReplicas } from '../confirmation.ts';
import { accountKey } from '../keys.ts';
import { commandOf, type Definition, localsOf, type Script, type StoreRedis, type Value } from './script.ts';

type Item<Key extends string, Argument extends string> = {
  keys: Readonly<Record<Key, string>>;
  args: Readonly<Record<Argument, Value>>;
  list?: readonly Value[];
  /** Called when it is on its way to Redis. */
  onSent?: (() => void) | undefined;
};

type BatchCall<Key extends string, Argument extends string, Reply> = Script & {
  /**
   * Runs it for one interview, together with others of the account that come at the same time. Each is judged by
   * itself. With `confirmed` it resolves once replicas have what the batch wrote and read.
   */
  inBatches(
    redis: StoreRedis,
    confirmed?: Confirmation['confirmed'],
  ): (account: string, item: Item<Key, Argument>) => Promise<Reply>;
};

/**
 * A Lua script written for one interview that Redis runs for several of one account in one call: under load most of
 * what a call costs is talk. `keys`, `args` and `list` are each interview's own.
 */
export function batchScript<
  const Argument extends string,
  Raw,
  Reply,
  const Key extends string,
  const Own extends string = never,
>({
  name,
  keys = [],
  accountKeys = [],
  args,
  list = 'list',
  lua,
  isBinary = false,
  reply,
}: Definition<Key, Own, Argument, Raw, Reply>): BatchCall<Key, Argument, Reply> {
  const given = [...keys.map((_, i) => `KEYS[key + ${i + 1}]`), ...args.map((_, i) => `ARGV[arg + ${i + 1}]`)];
  const length = args.length + 1;
  return {
    name,
    lua: `${localsOf(accountKeys, 'KEYS')}
local function one(${[...keys, ...args, list].join(', ')})
${lua.trim()}
end
local replies, key, arg = {}, ${accountKeys.length}, 0
while key < #KEYS do
  local list = {}
  for i = 1, tonumber(ARGV[arg + ${length}]) do list[i] = ARGV[arg + ${length} + i] end
  table.insert(replies, one(${given.join(', ')}, list))
  key, arg = key + ${keys.length}, arg + ${length} + #list
end
return replies
`,
    inBatches: (redis, confirmed = withoutReplicas) =>
      batch((account, items) => confirmed(account, () => runAll(redis, account, items))),
  };

  async function runAll(redis: StoreRedis, account: string, items: readonly Item<Key, Argument>[]): Promise<Reply[]> {
    const all: Value[] = [accountKeys.length + items.length * keys.length];
    for (const key of accountKeys) all.push(accountKey(account, key));
    for (const item of items) for (const key of keys) all.push(item.keys[key]);
    for (const { args: values, list: more = [] } of items) {
      for (const arg of args) all.push(values[arg]);
      all.push(more.length, ...more);
    }
    const replying = commandOf<Raw[]>(redis, isBinary ? `${name}Buffer` : name).apply(redis, all);
    for (const { onSent } of items) onSent?.();
    return (await replying).map((each) => reply(each));
  }
}
