import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Storage } from './open.ts';

/** Redis would lose what was acknowledged, or holds what cannot be read; the message says what to do. */
class UnfitStorage extends Error {
  constructor(faults: readonly string[]) {
    super(`This Redis cannot be used: ${faults.join('; ')}.`);
    this.name = 'UnfitStorage';
  }
}

const startWithinMs = 5000;
const recheckAfterMs = 1000;

/**
 * Checks Redis before anything is entrusted to it. Throws UnfitStorage when it is there and not safe, or what it holds has another
 * format, or DATA_KEY does not open it; when it is not there yet, the bridge starts without it and it is checked as soon as it comes,
 * and after every reconnection.
 */
export async function guardStorage(
  storage: Pick<
    Storage,
    'connection' | 'untilReady' | 'missingRights' | 'durabilityFaults' | 'formatFault' | 'keyFault' | 'claimFormat'
  >,
  options: Pick<Config, 'allowsVolatileRedis'> & { onRefusal: (faults: readonly string[]) => void },
) {
  let known: readonly string[] | undefined;
  let isClosed = false;
  const isReady = await storage.untilReady(startWithinMs).then(
    () => true,
    () => false,
  );
  if (isReady) {
    known = await check().catch(() => undefined);
    if (known && known.length > 0) throw new UnfitStorage(known);
    if (!known) void recheck();
  }
  storage.connection.on('ready', recheck);

  return {
    /** Undefined until Redis could be asked. */
    faults: () => known,
    close: () => {
      isClosed = true;
      storage.connection.off('ready', recheck);
    },
  };

  async function recheck(): Promise<void> {
    try {
      known = await check();
      if (known.length > 0) options.onRefusal(known);
    } catch {
      // It went away again, and its next connection is checked; or it was slow, and is asked again.
      await sleep(recheckAfterMs, undefined, { ref: false });
      if (!isClosed && storage.connection.status === 'ready') void recheck();
    }
  }

  async function check(): Promise<readonly string[]> {
    const rights = await storage.missingRights();
    // What is looked at next needs them.
    if (rights.length > 0) return rights;
    const losses = options.allowsVolatileRedis ? [] : await storage.durabilityFaults();
    const contentFault = (await storage.formatFault()) ?? (await storage.keyFault());
    const faults = [
      ...losses.map((fault) => `${fault}, or accept the loss with ALLOW_VOLATILE_REDIS=true`),
      ...(contentFault === undefined ? [] : [contentFault]),
    ];
    // Where Redis refuses that, the first use of it tries again, and `/readyz` says why it refuses writes.
    if (faults.length === 0) await storage.claimFormat().catch(() => undefined);
    return faults;
  }
}
