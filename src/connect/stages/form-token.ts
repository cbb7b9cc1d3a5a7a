import { createHmac, randomBytes } from 'node:crypto';
import { isSameSecret } from '../../http/secrets.ts';

/**
 * What a form has to send: only the bridge makes it, for one link, account and step, and it differs each time a page is
 * shown. `secret`: of the link.
 */
export function newForm(secret: string, place: readonly string[]): string {
  return formOf(secret, place, randomBytes(12).toString('base64url'));
}

export function isForm(secret: string, place: readonly string[], form: string): boolean {
  const [nonce = ''] = form.split('.');
  return isSameSecret(form, formOf(secret, place, nonce));
}

function formOf(secret: string, place: readonly string[], nonce: string): string {
  const code = createHmac('sha256', secret)
    .update(JSON.stringify(['stages', ...place, nonce]))
    .digest('base64url');
  return `${nonce}.${code}`;
}
