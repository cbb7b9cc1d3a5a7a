import { bearerOf, isSameSecret } from '../../http/secrets.ts';
import { signatureHeaders, standardWebhooks } from '../../vendors/standard-webhooks.ts';
import type { Received } from '../receiver.ts';

/** Whether a webhook is proven by the secret; whether its time is right is another question. */
export function isProven({ headers, bytes, path }: Received, secret: string): boolean {
  const bearer = bearerOf(headers.authorization);
  if (bearer !== undefined && isSameSecret(bearer, secret)) return true;
  const signedAt = 1000 * Number(headers['webhook-timestamp']);
  return standardWebhooks([secret])({ headers, bytes, path }, Number.isFinite(signedAt) ? signedAt : Date.now());
}

/** What it has in place of a proof, in words. */
export function proofOf({ headers }: Received): string {
  const given = signatureHeaders.filter((name) => headers[name] !== undefined);
  const bearer = bearerOf(headers.authorization) === undefined ? [] : ['another bearer'];
  const named = [...given, ...bearer];
  return named.length === 0 ? 'no signature and no bearer' : `${named.join(', ')}, which the secret does not prove`;
}
