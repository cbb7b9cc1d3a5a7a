import { createHmac } from 'node:crypto';
import { isSameSecret } from '../http/secrets.ts';
import type { RawWebhook, WebhookHead } from '../interviews/ports/vendor.ts';

type Signature = { header: string; secrets: readonly string[] };

/**
 * Verifies a header that holds HMAC-SHA256 of the very bytes of the body, in lower-case hex; the key is a secret's UTF-8
 * bytes. Nothing says when it was signed: a reader of such a webhook can send it again for ever.
 */
export function hmacHeader({ header, secrets }: Signature) {
  const keys = secrets.filter(Boolean);
  return { isSigned, isProven, prove };

  /** Whether it is worth reading the body. */
  function isSigned({ headers }: WebhookHead): boolean {
    return /^[0-9a-f]{64}$/.test(String(headers[header] ?? ''));
  }

  /** With the first secret. */
  function prove(body: Buffer): Record<string, string> {
    const [key = ''] = keys;
    return { [header]: createHmac('sha256', key).update(body).digest('hex') };
  }

  function isProven(raw: RawWebhook): boolean {
    if (!isSigned(raw)) return false;
    const presented = Buffer.from(String(raw.headers[header]), 'hex');
    return keys
      .map((key) => isSameSecret(presented, createHmac('sha256', key).update(raw.bytes).digest()))
      .includes(true);
  }
}
