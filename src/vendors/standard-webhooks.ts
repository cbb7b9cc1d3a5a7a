import { createHmac, randomUUID } from 'node:crypto';
import { isSameSecret } from '../http/secrets.ts';
import type { RawWebhook, WebhookHead } from '../interviews/ports/vendor.ts';

// Not the library `standardwebhooks` (1.1.1): it decodes a Buffer as UTF-8 before it signs, so that bytes that are no
// UTF-8 have the signatures of others, and it takes the time from Date.now. The tests hold this file to it.

/** As the standard advises: an older one may be a replay. */
const toleranceMs = 5 * 60_000;

export const signatureHeaders = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** Whether it is worth reading the body: the headers are there, and the time is now. */
export function isSigned(head: WebhookHead, now: number): boolean {
  const [id, timestamp, signature] = valuesOf(head);
  return id !== '' && signature !== '' && Math.abs(now - 1000 * Number(timestamp || Number.NaN)) <= toleranceMs;
}

/**
 * Verifies version 1 of https://www.standardwebhooks.com: HMAC-SHA256 of id, time and the very bytes of the body. Every
 * signature is compared with every secret.
 */
export function standardWebhooks(secrets: readonly string[]) {
  const keys = secrets.map(keyOf);

  return function isProven(raw: RawWebhook, now: number): boolean {
    if (!isSigned(raw, now)) return false;
    const [id, timestamp, signature] = valuesOf(raw);
    const presented = signature.split(' ').flatMap((each) => (each.startsWith('v1,') ? each.slice(3) : []));
    const expected = keys.map((key) =>
      createHmac('sha256', key).update(`${id}.${timestamp}.`).update(raw.bytes).digest(),
    );
    return presented
      .flatMap((text) => expected.map((digest) => isSameSecret(Buffer.from(text, 'base64'), digest)))
      .includes(true);
  };
}

/** The headers of a webhook with this body, signed with the first secret. */
export function signStandardWebhook([secret = '']: readonly string[], body: Buffer, now: number) {
  const [id, timestamp] = [`msg_${randomUUID()}`, String(Math.floor(now / 1000))];
  const digest = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
}

/** `whsec_…` is base64, any other secret its UTF-8 bytes. */
export function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
}

function valuesOf({ headers }: WebhookHead): [id: string, timestamp: string, signature: string] {
  const [id, timestamp, signature] = signatureHeaders.map((name) => String(headers[name] ?? ''));
  return [id ?? '', timestamp ?? '', signature ?? ''];
}
