import type { Config } from '../config.ts';
import type { Storage } from './open.ts';

/** Redis holds data that cannot be read, or does not let its user do what is needed; the message says what to do. */
class UnfitStorage extends Error {
  constructor(faults: readonly string[]) {
    super(`This Redis cannot be used: ${faults.join('; ')}.`);
    this.name = 'UnfitStorage';
  }
}

type Watched = Pick<
  Storage,
  | 'connection'
  | 'untilReady'
  | 'missingRights'
  | 'durability'
  | 'formatFault'
  | 'keyFault'
  | 'claimFormat'
  | 'onNewMaster'
  | 'storeWhile'
>;

type Options = Pick<Config, 'allowsVolatileRedis'> & {
  /** Leaves word for other processes of this Redis that this one has another DATA_KEY, and what to do. */
  leaveWord: (why: string) => Promise<void>;
  /** Called when data turns out, after the start, to be such that other settings or another version are needed. */
  onRefusal: (faults: readonly string[]) => void;
  /** Called when it becomes unfit, or unfit for other reasons, and with none when it is fit again. */
  onChange: (faults: readonly string[]) => void;
};

/** `missing` rights and `losses` are mended in Redis; its `content` needs other settings, or another version. */
type Checked = {
  missing: readonly string[];
  losses: readonly string[];
  content: readonly string[];
  isComplete: boolean;
};

const startWithinMs = 5_000;
/** After a check that Redis did not answer. */
const againMs = 1_000;
/** While it is unfit, or not every node has answered. */
const soonMs = 5_000;
const hourMs = 3_600_000;

/**
 * Checks Redis at the start, hourly, and whenever another server may be the master: nothing is stored in one that may
 * lose it. Such a Redis makes the process unready, with the reason, until it is mended; it never ends it. Throws
 * UnfitStorage at the start if its data has another format or cannot be decrypted with DATA_KEY, or if a right is
 * missing. If Redis is unreachable, the bridge starts without it.
 */
export async function guardStorage(storage: Watched, options: Options) {
  let known: readonly string[] | undefined;
  let isClosed = false;
  let round = 0;
  /** What was said last. */
  let reported = '';
  let timer: NodeJS.Timeout | undefined;
  storage.storeWhile(() => known?.length === 0);
  const isReady = await storage.untilReady(startWithinMs).then(
    () => true,
    () => false,
  );
  if (isReady) {
    const first = await check().catch(() => undefined);
    const refusals = [...(first?.missing ?? []), ...(first?.content ?? [])];
    if (refusals.length > 0) throw new UnfitStorage(refusals);
    if (first) note(first);
    else checkIn(againMs);
  }
  const unfollow = storage.onNewMaster(recheck);
  const forget = () => {
    known = undefined;
  };
  storage.connection.on('close', forget);

  return {
    /** Undefined until Redis could be asked. */
    faults: () => known,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      unfollow();
      storage.connection.off('close', forget);
    },
  };

  async function recheck(): Promise<void> {
    round += 1;
    const mine = round;
    clearTimeout(timer);
    const found = await check().catch(() => undefined);
    // A newer check is about a newer master.
    if (isClosed || mine !== round) return;
    // Either Redis was lost again, and its next connection is checked; or it was slow, and is checked again.
    if (!found) return checkIn(againMs);
    if (found.content.length > 0) options.onRefusal(found.content);
    note(found);
  }

  function note({ missing, losses, content, isComplete }: Checked): void {
    const before = reported;
    known = [...missing, ...losses, ...content];
    reported = known.join('; ');
    if (reported !== before) options.onChange(known);
    checkIn(known.length > 0 || !isComplete ? soonMs : hourMs);
  }

  function checkIn(ms: number): void {
    if (!isClosed) timer = setTimeout(() => void recheck(), ms).unref();
  }

  async function check(): Promise<Checked> {
    const missing = await storage.missingRights();
    // The next checks need these commands.
    if (missing.length > 0) return { missing, losses: [], content: [], isComplete: true };
    const { faults, unasked } = await storage.durability();
    const formatFault = await storage.formatFault();
    const keyFault = formatFault === undefined ? await storage.keyFault() : undefined;
    // In data of another format nothing is written, not even that.
    if (keyFault !== undefined) await options.leaveWord(keyFault).catch(() => undefined);
    const contentFault = formatFault ?? keyFault;
    const losses = options.allowsVolatileRedis ? [] : faults.map(accepted);
    const content = contentFault === undefined ? [] : [contentFault];
    // If Redis refuses, the first use tries again, and `/readyz` says why Redis refuses writes.
    if (losses.length + content.length === 0) await storage.claimFormat().catch(() => undefined);
    return { missing, losses, content, isComplete: unasked.length === 0 };
  }
}

function accepted(fault: string): string {
  return `${fault}, or accept the loss with ALLOW_VOLATILE_REDIS=true`;
}
