import { Cluster } from 'ioredis';
import type { Codec } from './codec.ts';
import { indexKeyName, parseStored, sealedPlace } from './keys.ts';
import type { StoreRedis } from './scripts.ts';
import { unavailable } from './unavailable.ts';

/** What became of one key. `account` is undefined for what belongs to the whole deployment. */
export type SealedAnew = {
  account: string | undefined;
  holds: 'interview' | 'rejected' | 'index-key';
  key: string;
  /** Values that were sealed anew. */
  count: number;
  /** Values that no key of DATA_KEY opens; they stay as they are. */
  unreadable: number;
};

const keysAtATime = 200;
const bodiesAtATime = 10;

/**
 * Seals everything that is not sealed under the first key anew, what is in clear too, key by key, and says of each what
 * was done. Other processes may work on all of it meanwhile: a value is replaced only as long as it is what was read.
 * The index key comes last, and only when all else could be read: until then it tells that an older key is needed.
 */
export function rotation(redis: StoreRedis, codec: Codec) {
  /** Throws Failure `store-unavailable`; what was done until then is done. */
  return async function* sealAnew(): AsyncGenerator<SealedAnew> {
    try {
      yield* renewAll();
    } catch (error) {
      throw unavailable(error);
    }
  };

  async function* renewAll(): AsyncGenerator<SealedAnew> {
    let isComplete = true;
    for await (const keys of pagesOfKeys()) {
      const places = keys.flatMap((key) => {
        const place = sealedPlace(key);
        return place ? [{ key, ...place }] : [];
      });
      for (const done of await Promise.all(places.map(async (place) => ({ ...place, ...(await renew(place)) })))) {
        if (done.unreadable > 0) isComplete = false;
        yield done;
      }
    }
    const place = { account: undefined, key: indexKeyName, holds: 'index-key' as const };
    if (isComplete) yield { ...place, ...(await renew(place)) };
  }

  async function* pagesOfKeys(): AsyncGenerator<string[]> {
    for (const node of redis instanceof Cluster ? redis.nodes('master') : [redis]) {
      let [cursor, keys]: [string, string[]] = ['', []];
      while (cursor !== '0') {
        [cursor, keys] = await node.scan(cursor || '0', 'MATCH', 'bridge:{*}:*', 'COUNT', keysAtATime);
        yield keys;
      }
    }
  }

  async function renew(place: Pick<SealedAnew, 'key' | 'holds'>): Promise<{ count: number; unreadable: number }> {
    let count = 0;
    for (;;) {
      let unreadable = 0;
      let missed = 0;
      for await (const values of pagesOfValues(place)) {
        const stale = values.filter((value) => !codec.isCurrent(sealedPartOf(place, value)));
        const pairs = stale.flatMap((value) => tryReseal(place, value) ?? []);
        const readable = pairs.length / 2;
        const replaced = readable > 0 ? await redis.replaceSealed(place.key, ...pairs) : 0;
        count += replaced;
        missed += readable - replaced;
        unreadable += stale.length - readable;
      }
      // What somebody saved or erased meanwhile is looked at again.
      if (missed === 0) return { count, unreadable };
    }
  }

  /** As it was, and as it shall be. */
  function tryReseal(place: Pick<SealedAnew, 'holds'>, value: Buffer): [Buffer, Buffer] | undefined {
    const sealed = sealedPartOf(place, value);
    const inClear = value.subarray(0, value.length - sealed.length);
    try {
      return [value, Buffer.concat([inClear, codec.reseal(sealed)])];
    } catch {
      return undefined;
    }
  }

  async function* pagesOfValues({ key, holds }: Pick<SealedAnew, 'key' | 'holds'>): AsyncGenerator<Buffer[]> {
    switch (holds) {
      case 'interview':
      case 'index-key':
        return yield present(await redis.getBuffer(key));
      case 'rejected': {
        let [cursor, members]: [string, Buffer[]] = ['', []];
        while (cursor !== '0') {
          [cursor, members] = await zscan(key, cursor || '0');
          yield members.filter((_, i) => i % 2 === 0);
        }
      }
    }
  }

  async function zscan(key: string, from: string): Promise<[cursor: string, members: Buffer[]]> {
    const [cursor, members] = await redis.zscanBuffer(key, from, 'COUNT', bodiesAtATime);
    return [cursor.toString(), members];
  }
}

/** An interview's version stands in clear before it. */
function sealedPartOf({ holds }: Pick<SealedAnew, 'holds'>, value: Buffer): Buffer {
  return holds === 'interview' ? parseStored(value).sealed : value;
}

function present(value: Buffer | null): Buffer[] {
  return value === null ? [] : [value];
}
