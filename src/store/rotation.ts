import { Cluster } from 'ioredis';
import { type Codec, placeIn } from './codec.ts';
import { encryptedPlace, isRecordKind, type RecordKind } from './encrypted-place.ts';
import type { IndexKey } from './index-key.ts';
import { indexKeyName, parseStored } from './keys.ts';
import { replaceEncrypted } from './scripts/replace-encrypted.ts';
import { replaceRejected } from './scripts/replace-rejected.ts';
import type { StoreRedis } from './scripts/script.ts';
import { unavailable } from './unavailable.ts';

/** The result for one key. `account` is undefined for a key of the whole deployment. */
export type EncryptedAnew = {
  account: string | undefined;
  holds: RecordKind | 'rejected' | 'templates' | 'answer' | 'account' | 'connect-links' | 'index-key';
  key: string;
  /** How many values were re-encrypted. */
  count: number;
  /** How many values no key of DATA_KEY decrypts, or were encrypted for another place; they stay as they are. */
  unreadable: number;
  /** How many values appeared in clear after everything was encrypted; they stay as they are unless trusted. */
  inClear: number;
};

type Asked = {
  trustsClear?: boolean;
  /** Hears how much of all keys has been looked at, 0 to 1, or a little more where new ones come. */
  onScanned?: (share: number) => void;
};

type Place = Pick<EncryptedAnew, 'key' | 'holds' | 'account'>;
/** A value as it was read; `field` is empty where the key holds nothing else. */
type Stored = { field: string; was: Buffer };
type Tally = Pick<EncryptedAnew, 'count' | 'unreadable' | 'inClear'>;

const keysAtATime = 200;
const bodiesAtATime = 10;

/**
 * Re-encrypts all data that is not encrypted under the first key, clear text included, key by key, and yields the
 * result of each. Other processes may use the data meanwhile: a value is replaced only if it is still the one that was
 * read. The index key comes last, and only if everything else could be read: until then it shows that an older key is
 * needed, and that there may be clear text. Clear text that appears afterwards is encrypted only if the caller trusts
 * it.
 */
export function rotation(redis: StoreRedis, codec: Codec, index: Pick<IndexKey, 'isEncrypted'>) {
  /** Throws Failure `store-unavailable`; values done before stay re-encrypted. */
  return async function* encryptAnew({ trustsClear = false, onScanned }: Asked = {}): AsyncGenerator<EncryptedAnew> {
    try {
      yield* renewAll(!trustsClear && (await index.isEncrypted()), onScanned);
    } catch (error) {
      throw unavailable(error);
    }
  };

  async function* renewAll(refusesClear: boolean, onScanned?: Asked['onScanned']): AsyncGenerator<EncryptedAnew> {
    let isComplete = true;
    let scanned = 0;
    const all = onScanned ? await countKeys() : 0;
    for await (const keys of pagesOfKeys()) {
      scanned += keys.length;
      onScanned?.(all === 0 ? 0 : scanned / all);
      const places = keys.flatMap((key) => {
        const place = encryptedPlace(key);
        return place ? [{ key, ...place }] : [];
      });
      for (const done of await Promise.all(places.map(renewPlace))) {
        if (done.unreadable + done.inClear > 0) isComplete = false;
        yield done;
      }
    }
    const place = { account: undefined, key: indexKeyName, holds: 'index-key' as const };
    if (isComplete) yield { ...place, ...(await renew(place, false)) };

    async function renewPlace(place: Place): Promise<EncryptedAnew> {
      return { ...place, ...(await renew(place, refusesClear)) };
    }
  }

  /** Those of others too, if there are any in this Redis. */
  async function countKeys(): Promise<number> {
    const counts = await Promise.all(masters().map((node) => node.dbsize()));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  function masters() {
    return redis instanceof Cluster ? redis.nodes('master') : [redis];
  }

  async function* pagesOfKeys(): AsyncGenerator<string[]> {
    for (const node of masters()) {
      let [cursor, keys]: [string, string[]] = ['', []];
      while (cursor !== '0') {
        [cursor, keys] = await node.scan(cursor || '0', 'MATCH', 'bridge:{*}:*', 'COUNT', keysAtATime);
        yield keys;
      }
    }
  }

  async function renew(place: Place, refusesClear: boolean): Promise<Tally> {
    let count = 0;
    for (;;) {
      let [unreadable, inClear, missed] = [0, 0, 0];
      for await (const values of pagesOfValues(place)) {
        const old = values.filter(({ was }) => !codec.isCurrent(contentOf(place, was)));
        const stale = old.filter(({ was }) => !(refusesClear && codec.isInClear(contentOf(place, was))));
        inClear += old.length - stale.length;
        const renewed = stale.flatMap((value) => tryEncryptAnew(place, value));
        const replaced = await replace(place, renewed);
        count += replaced;
        missed += renewed.length - replaced;
        unreadable += stale.length - renewed.length;
      }
      // Values that were saved or erased meanwhile are read again.
      if (missed === 0) return { count, unreadable, inClear };
    }
  }

  function tryEncryptAnew(place: Pick<EncryptedAnew, 'key' | 'holds'>, value: Stored): (Stored & { is: Buffer })[] {
    const content = contentOf(place, value.was);
    const version = value.was.subarray(0, value.was.length - content.length);
    const where = value.field === '' ? place.key : placeIn(place.key, value.field);
    try {
      return [{ ...value, is: Buffer.concat([version, codec.encryptAnew(content, where)]) }];
    } catch {
      return [];
    }
  }

  /** Resolves to how many of them were unchanged, and so replaced. */
  async function replace(
    { key, holds, account }: Place,
    values: readonly (Stored & { is: Buffer })[],
  ): Promise<number> {
    if (values.length === 0) return 0;
    if (holds === 'rejected' && account !== undefined) {
      const bodiesAnew = values.flatMap(({ field, was, is }) => [field, was, is]);
      return replaceRejected.run(redis, { account }, {}, bodiesAnew);
    }
    const replaced = await Promise.all(values.map(({ was, is }) => replaceEncrypted.run(redis, { key }, { was, is })));
    return replaced.filter(Boolean).length;
  }

  async function* pagesOfValues({ key, holds }: Pick<EncryptedAnew, 'key' | 'holds'>): AsyncGenerator<Stored[]> {
    switch (holds) {
      case 'interview':
      case 'application':
      case 'connection':
      case 'templates':
      case 'account':
      case 'answer':
      case 'connect-links':
      case 'index-key': {
        const was = await redis.getBuffer(key);
        return yield was === null ? [] : [{ field: '', was }];
      }
      case 'rejected': {
        let [cursor, found]: [string, Stored[]] = ['', []];
        while (cursor !== '0') {
          [cursor, found] = await hscan(key, cursor || '0');
          yield found;
        }
      }
    }
  }

  async function hscan(key: string, from: string): Promise<[cursor: string, found: Stored[]]> {
    const [cursor, flat] = await redis.hscanBuffer(key, from, 'COUNT', bodiesAtATime);
    const found: Stored[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) found.push({ field: String(flat[i]), was: flat[i + 1] as Buffer });
    return [cursor.toString(), found];
  }
}

/** The version of a record precedes its data, in clear. */
function contentOf({ holds }: Pick<EncryptedAnew, 'holds'>, value: Buffer): Buffer {
  return isRecordKind(holds) ? parseStored(value).content : value;
}
