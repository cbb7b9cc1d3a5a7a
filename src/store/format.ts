import { formatKeyName, indexKeyName } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { unreadable } from './unreadable.ts';

export type Format = {
  /** Why this version cannot use what this Redis holds; undefined when it can. Changes nothing. */
  fault(): Promise<string | undefined>;
  /**
   * Marks an empty Redis with the format of this version; asks Redis once for each connection to it. Throws what Redis says no
   * with, or Failure `internal` where there is a fault.
   */
  claim(): Promise<void>;
};

/** Raised by every change of what is stored that an older version would misread. */
const format = 1;
/** Written with it: older versions than those that read this format must not start. */
const ours = JSON.stringify({ format, oldest_reader: format });

/** What is stored carries the number of its format, so that a version never misreads what another one wrote. */
export function createFormat(redis: StoreRedis): Format {
  let claiming: Promise<void> | undefined;
  // Another Redis may answer afterwards.
  redis.on('close', () => {
    claiming = undefined;
  });

  return {
    fault: async () => (await look()).fault,

    claim() {
      const current = claiming ?? claim();
      claiming = current;
      current.catch(() => {
        if (claiming === current) claiming = undefined;
      });
      return current;
    },
  };

  async function claim(): Promise<void> {
    const { isMarked, fault } = await look();
    if (fault !== undefined) throw unreadable('FORMAT', `This Redis cannot be used: ${fault}`);
    if (isMarked || (await redis.set(formatKeyName, ours, 'NX')) === 'OK') return;
    // Another process was quicker, perhaps of another version.
    await claim();
  }

  /** The index key comes with the first data, and the format before it: they are read the other way round. */
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
