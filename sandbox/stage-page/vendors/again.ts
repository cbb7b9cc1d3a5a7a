import { setTimeout as wait } from 'node:timers/promises';

const waitsMs = [1_000, 2_000, 5_000, 10_000, 30_000];

/** Webhooks that were not taken come again, as vendors send them. `send` resolves to the status of the answer. */
export async function sendUntilTaken(send: () => Promise<number>): Promise<void> {
  for (const waitMs of waitsMs) {
    const status = await send();
    if (status >= 200 && status < 300) return;
    await wait(waitMs, undefined, { ref: false });
  }
}
