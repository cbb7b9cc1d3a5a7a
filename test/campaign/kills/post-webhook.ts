import type { WebhookPayload } from '../../../sandbox/vendor/types.ts';

export type PostWebhook = (payload: WebhookPayload, bridge: string) => Promise<number | undefined>;

/**
 * Sends one webhook as the vendor does; resolves to the status, or to undefined when the bridge was not there or died.
 * It waits as long as that takes: a webhook that was given up and is read later would look like a change back.
 */
export function createPostWebhook(secret: string): PostWebhook {
  return async function postWebhook(payload, bridge) {
    try {
      const answer = await fetch(`${bridge}/webhooks/jobmojito`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify(payload),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return undefined;
    }
  };
}
