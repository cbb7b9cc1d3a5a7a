import { createHmac } from 'node:crypto';
import { isSameSecret } from '../http/secrets.ts';
import type { RawWebhook, WebhookHead } from '../interviews/ports/vendor.ts';

/** `before`: what is signed in front of the body, such as a time. */
type Signed = { digest: Buffer; before?: string };

type Signature = {
  header: string;
  secrets: readonly string[];
  /**
   * What the header says; undefined where it says nothing, or is too old. Absent: it is the lower-case hex of the digest.
   * Then nothing says when it was signed, and a reader of such a webhook can send it again for ever.
   */
  read?: (text: string) => Signed | undefined;
};

/** Verifies a header that holds HMAC-SHA256 of the very bytes of the body; the key is a secret's UTF-8 bytes. */
export function hmacHeader({ header, secrets, read = readHex }: Signature) {
  const keys = secrets.filter(Boolean);
  return { isSigned, isProven };

  function signedIn({ headers }: WebhookHead): Signed | undefined {
    return read(String(headers[header] ?? ''));
  }

  /** Whether it is worth reading the body. */
  function isSigned(head: WebhookHead): boolean {
    return signedIn(head) !== undefined;
  }

  function isProven(raw: RawWebhook): boolean {
    const signed = signedIn(raw);
    if (!signed) return false;
    const { digest, before = '' } = signed;
    return keys
      .map((key) => isSameSecret(digest, createHmac('sha256', key).update(before).update(raw.bytes).digest()))
      .includes(true);
  }
}

/** The header in lower-case hex, under the first secret. */
export function proveInHex({ header, secrets: [key = ''] }: Pick<Signature, 'header' | 'secrets'>) {
  return (body: Buffer): Record<string, string> => ({
    [header]: createHmac('sha256', key).update(body).digest('hex'),
  });
}

function readHex(text: string): Signed | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? { digest: Buffer.from(text, 'hex') } : undefined;
}
