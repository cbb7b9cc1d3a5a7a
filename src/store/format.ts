import { z } from 'zod';
import { formatKeyName, indexKeyName } from './keys.ts';
import { migrations } from './migrations.ts';
import { perConnection } from './per-connection.ts';
import { replaceEncrypted } from './scripts/replace-encrypted.ts';
import type { StoreRedis } from './scripts/script.ts';
import { unreadable } from './unreadable.ts';

export type Format = {
  /** Why this version cannot use the data in this Redis; undefined if it can. Changes nothing. */
  fault(): Promise<string | undefined>;
  /**
   * Writes the format of this version to a Redis that is empty or has an older one; checks once for each connection.
   * Throws the error of Redis, or Failure `internal` if this version cannot use the data.
   */
  claim(): Promise<void>;
};

/** The format of the first release. Every version reads all from this one to its own. */
const firstFormat = 1;

/** The stored data carries a format number, so that no version misreads what another one wrote. */
export function createFormat(
  redis: StoreRedis,
  steps: readonly { readonly oldestReader: number }[] = migrations,
): Format {
  const format = firstFormat + steps.length;
  /** Versions of an older format must not start beside this one. */
  const ours = JSON.stringify({ format, oldest_reader: steps.at(-1)?.oldestReader ?? firstFormat });
  return {
    fault: async () => (await look()).fault,
    claim: perConnection(redis, claim),
  };

  async function claim(): Promise<void> {
    const { stored, isOlder, fault } = await look();
    if (fault !== undefined) throw unreadable('FORMAT', `This Redis cannot be used: ${fault}`);
    if (stored === undefined ? await write() : !isOlder || (await replace(stored))) return;
    // Another process wrote it first, perhaps of another version.
    await claim();
  }

  async function write(): Promise<boolean> {
    return (await redis.set(formatKeyName, ours, 'NX')) === 'OK';
  }

  /** Before anything is written that an older version would misread. */
  function replace(stored: string): Promise<boolean> {
    return replaceEncrypted.run(redis, { key: formatKeyName }, { was: stored, is: ours });
  }

  /**
   * The format is written before the index key, which is written with the first data. They are read in the reverse
   * order.
   */
  async function look(): Promise<{ stored?: string; isOlder?: boolean; fault?: string | undefined }> {
    const holdsData = (await redis.exists(indexKeyName)) === 1;
    const stored = await redis.get(formatKeyName);
    if (stored !== null) return { stored, ...judge(stored) };
    if (!holdsData) return {};
    return {
      fault: `it holds data that an older version of the bridge wrote, and ${whatIsRead()}: start the older version, or empty it`,
    };
  }

  function judge(stored: string): { isOlder?: boolean; fault?: string } {
    const found = numbersIn(stored);
    if (!found)
      return { fault: `it does not say which format its data has (${formatKeyName}): see who may write to it` };
    const { format: written, oldest_reader: oldestReader } = found;
    const isOlder = written < format;
    if (isOlder ? written >= firstFormat : written === format || oldestReader <= format) return { isOlder };
    const [version, other] = isOlder ? ['an older', 'older'] : ['a newer', 'newer'];
    return {
      fault: `it holds data of format ${written} that ${version} version of the bridge wrote, and ${whatIsRead()}: start the ${other} version, or use another Redis`,
    };
  }

  function whatIsRead(): string {
    const formats = format === firstFormat ? `format ${format}` : `formats ${firstFormat} to ${format}`;
    return `this version reads ${formats} only`;
  }
}

const Numbers = z.object({ format: z.int().min(0), oldest_reader: z.int().min(0) });

/** What a later version adds to them is passed over. */
function numbersIn(stored: string): z.output<typeof Numbers> | undefined {
  try {
    return Numbers.safeParse(JSON.parse(stored)).data;
  } catch {
    return undefined;
  }
}
