import { createHmac, randomUUID } from 'node:crypto';

/** Signs as Standard Webhooks does: `whsec_…` is base64, any other secret its UTF-8 bytes. */
export function signed(body: string, secret: string, at: number, id: string = randomUUID()): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** What `{signature}` of a link should be. */
export function linkSignature(interviewId: string, secret: string): string {
  return createHmac('sha256', keyOf(secret)).update(interviewId).digest('base64url');
}

function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
}
