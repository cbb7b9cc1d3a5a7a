import { signed } from './sign.ts';
import type { HttpWebhook } from './types.ts';

/** How webhooks are proven, and whether they carry the interview. */
export type Push = { proof: 'bearer' | 'signature' | 'none'; isFull: boolean; isOff: boolean };

type Parts = { secret: string; push: Push; webhooks: HttpWebhook[]; now: () => number };

/** Posts webhooks; each resolves to the status that the bridge answered. */
export function createPush({ secret, push, webhooks, now }: Parts) {
  return async function post(url: string, content: object): Promise<number> {
    const body = JSON.stringify(content);
    const proofs = {
      none: () => ({}),
      bearer: () => ({ authorization: `Bearer ${secret}` }),
      signature: () => signed(body, secret, now()),
    };
    const headers = { 'content-type': 'application/json', ...proofs[push.proof]() };
    const webhook: HttpWebhook = { path: new URL(url).pathname, headers, body, status: undefined };
    webhooks.push(webhook);
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' }).catch(() => undefined);
    webhook.status = answer?.status ?? 0;
    return webhook.status;
  };
}
