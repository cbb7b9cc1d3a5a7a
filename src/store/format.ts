import { formatKeyName, indexKeyName } from './keys.ts';
import { perConnection } from './per-connection.ts';
import type { StoreRedis } from './scripts/script.ts';
import { unreadable } from './unreadable.ts';

export type Format = {
  /** Why this version cannot use the data in this Redis; undefined if it can. Changes nothing. */
  fault(): Promise<string | undefined>;
  /**
   * Writes the format of this version to an empty Redis; checks once for each connection. Throws the error of Redis, or
   * Failure `internal` if this version cannot use the data.
   */
  claim(): Promise<void>;
};

/** Increased with every change of the stored data that an older version would misread. */
const format = 1;
/** The oldest format whose versions may read this data; older ones must not start. */
const ours = JSON.stringify({ format, oldest_reader: format });

/** The stored data carries a format number, so that no version misreads what another one wrote. */
export function createFormat(redis: StoreRedis): Format {
  return {
    fault: async () => (await look()).fault,
    claim: perConnection(redis, claim),
  };

  async function claim(): Promise<void> {
    const { isMarked, fault } = await look();
    if (fault !== undefined) throw unreadable('FORMAT', `This Redis cannot be used: ${fault}`);
    if (isMarked || (await redis.set(formatKeyName, ours, 'NX')) === 'OK') return;
    // Another process wrote it first, perhaps of another version.
    await claim();
  }

  /**
   * The format is written before the index key, which is written with the first data. They are read in the reverse
   * order.
   */
  async function look(): Promise<{ isMarked: boolean; fault?: string | undefined }> {
    const holdsData = (await redis.exists(indexKeyName)) === 1;
    const stored = await redis.get(formatKeyName);
    if (stored !== null) return { isMarked: true, fault: faultOf(stored) };
    if (!holdsData) return { isMarked: false };
    return {
      isMarked: false,
      fault: `it holds data that an older version of the bridge wrote, and this version reads format ${format} only: start the older version, or empty it`,
    };
  }
}

function faultOf(stored: string): string | undefined {
  const found = /^{"format":(\d+),"oldest_reader":(\d+)}$/.exec(stored);
  if (!found) return `it does not say which format its data has (${formatKeyName}): see who may write to it`;
  const [written, oldestReader] = [Number(found[1]), Number(found[2])];
  if (written === format || (written > format && oldestReader <= format)) return undefined;
  const [version, other] = written > format ? ['a newer', 'newer'] : ['an older', 'older'];
  return `it holds data of format ${written} that ${version} version of the bridge wrote, and this version reads format ${format} only: start the ${other} version, or use another Redis`;
}
