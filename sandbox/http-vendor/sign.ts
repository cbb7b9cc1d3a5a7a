import { createHmac, randomUUID } from 'node:crypto';

/** Signs as Standard Webhooks does: `whsec_…` is base64, any other secret its UTF-8 bytes. */
export function signed(body: string, secret: string, at: number, id: string = randomUUID()): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
