import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Storage } from './open.ts';

/** Redis may lose acknowledged data, or holds data that cannot be read; the message says what to do. */
class UnfitStorage extends Error {
  constructor(faults: readonly string[]) {
    super(`This Redis cannot be used: ${faults.join('; ')}.`);
    this.name = 'UnfitStorage';
  }
}

const startWithinMs = 5000;
const recheckAfterMs = 1000;

/**
 * Checks Redis before anything is stored. Throws UnfitStorage if Redis is reachable and not safe, or its data has
 * another format or cannot be decrypted with DATA_KEY. If Redis is unreachable, the bridge starts without it, and
 * checks it after every connection.
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
      // Either Redis was lost again, and its next connection is checked; or it was slow, and is checked again.
      await sleep(recheckAfterMs, undefined, { ref: false });
      if (!isClosed && storage.connection.status === 'ready') void recheck();
    }
  }

  async function check(): Promise<readonly string[]> {
    const rights = await storage.missingRights();
    // The next checks need these commands.
    if (rights.length > 0) return rights;
    const losses = options.allowsVolatileRedis ? [] : await storage.durabilityFaults();
    const contentFault = (await storage.formatFault()) ?? (await storage.keyFault());
    const faults = [
      ...losses.map((fault) => `${fault}, or accept the loss with ALLOW_VOLATILE_REDIS=true`),
      ...(contentFault === undefined ? [] : [contentFault]),
    ];
    // If Redis refuses, the first use tries again, and `/readyz` says why Redis refuses writes.
    if (faults.length === 0) await storage.claimFormat().catch(() => undefined);
    return faults;
  }
}
