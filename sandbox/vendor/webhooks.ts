import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { within } from '../../src/http/within.ts';
import type { VendorState } from './state.ts';
import type { LoggedWebhook, WebhookTarget } from './types.ts';

export type WebhookSender = {
  /** Resolves after the first try, successful or not; further tries go on in the background. */
  send(merchant: number, event: LoggedWebhook['event'], body: unknown): Promise<LoggedWebhook>;
  close(): Promise<void>;
};

/** Delivers as the vendor documents it: any 2xx acknowledges, anything else or a timeout is tried again. */
export function openWebhookSender(state: VendorState): WebhookSender {
  const closing = new AbortController();
  // One for each webhook that waits for its next try.
  setMaxListeners(0, closing.signal);
  const background = new Set<Promise<void>>();

  async function tryOnce(merchant: number, entry: LoggedWebhook): Promise<boolean> {
    const target = state.merchants[merchant]?.webhook;
    if (target === undefined) return false;
    entry.tries += 1;
    const status = await within(state.switches.webhookTimeoutMs, ({ signal }) =>
      post(target, entry.body, AbortSignal.any([closing.signal, signal])),
    ).catch(() => null);
    entry.status = status;
    return status !== null && status >= 200 && status < 300;
  }

  async function keepTrying(merchant: number, entry: LoggedWebhook): Promise<void> {
    for (let round = 0; !closing.signal.aborted; round += 1) {
      const delays = state.switches.webhookRetryDelaysMs;
      const delayMs = delays[Math.min(round, delays.length - 1)];
      if (delayMs === undefined) return;
      try {
        await wait(delayMs, undefined, { signal: closing.signal });
      } catch {
        return;
      }
      if (await tryOnce(merchant, entry)) return;
    }
  }

  return {
    async send(merchant, event, body) {
      const entry: LoggedWebhook = { event, body, status: null, tries: 0, at: state.switches.now() };
      state.webhooks.push(entry);
      if (state.switches.dropWebhooks || (await tryOnce(merchant, entry)) || closing.signal.aborted) return entry;
      const tries = keepTrying(merchant, entry).finally(() => background.delete(tries));
      background.add(tries);
      return entry;
    },
    async close() {
      closing.abort();
      await Promise.all(background);
    },
  };
}

async function post({ url, secret }: WebhookTarget, body: unknown, signal: AbortSignal): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  });
  await answer.arrayBuffer();
  return answer.status;
}
