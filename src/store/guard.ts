import type { Config } from '../config.ts';
import type { Storage } from './open.ts';

/** Redis would lose what was acknowledged; the message says what to do. */
export class VolatileStorage extends Error {
  constructor(faults: readonly string[]) {
    super(`This Redis is no safe memory: ${faults.join('; ')}. Or accept the loss with ALLOW_VOLATILE_REDIS=true.`);
    this.name = 'VolatileStorage';
  }
}

const startWithinMs = 5000;

/**
 * Checks Redis before anything is entrusted to it. Throws VolatileStorage when it is there and not safe; when it is not
 * there yet, the bridge starts without it and it is checked as soon as it comes, and after every reconnection.
 */
export async function guardStorage(
  storage: Pick<Storage, 'connection' | 'untilReady' | 'durabilityFaults'>,
  options: Pick<Config, 'allowsVolatileRedis'> & { onRefusal: (faults: readonly string[]) => void },
) {
  let known: readonly string[] | undefined;
  const isReady = await storage.untilReady(startWithinMs).then(
    () => true,
    () => false,
  );
  if (isReady) {
    known = await check();
    if (known.length > 0) throw new VolatileStorage(known);
  }
  const recheck = () => {
    check().then(
      (faults) => {
        known = faults;
        if (faults.length > 0) options.onRefusal(faults);
      },
      // It went away again: the next connection is checked.
      () => undefined,
    );
  };
  storage.connection.on('ready', recheck);

  return {
    /** Undefined until Redis could be asked. */
    faults: () => known,
    close: () => void storage.connection.off('ready', recheck),
  };

  async function check(): Promise<readonly string[]> {
    return options.allowsVolatileRedis ? [] : storage.durabilityFaults();
  }
}
