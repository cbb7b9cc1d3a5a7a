import { setTimeout as sleep } from 'node:timers/promises';

type Opened = {
  on(event: 'error', listener: () => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
};

const afterMs = 500;

/**
 * A queue or worker of BullMQ stays useless for ever when Redis goes away during its first words to it. Here another
 * one takes its place.
 */
export function reopening<T extends Opened>(open: () => T) {
  let isClosed = false;
  let current = begin();
  return {
    current: () => current,
    close(): Promise<void> {
      isClosed = true;
      return current.close();
    },
  };

  function begin(): T {
    const opened = open();
    // Without a listener an error event would end the process.
    opened.on('error', () => undefined);
    opened.waitUntilReady().catch(async () => {
      if (isClosed) return;
      opened.close().catch(() => undefined);
      await sleep(afterMs, undefined, { ref: false });
      if (!isClosed) current = begin();
    });
    return opened;
  }
}
