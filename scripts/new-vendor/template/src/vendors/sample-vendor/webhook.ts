import { Failure } from '../../errors.ts';
import { parseObject } from '../../http/json-body.ts';
import type { RawWebhook, VerifiedWebhook, WebhookHead, WebhookReading } from '../../interviews/ports/vendor.ts';
import { hmacHeader } from '../hmac.ts';
import { readFields } from '../lenient.ts';
import { signatureHeader } from './capabilities.ts';
import { Interview } from './contract.ts';
import { observe } from './observe.ts';

/** Webhooks are signed: the lower-case hex HMAC-SHA256 of the body's bytes, under any of the secrets. */
export function sampleVendorWebhooks(webhookSecrets: readonly string[]) {
  const { isSigned, isProven } = hmacHeader({ header: signatureHeader, secrets: webhookSecrets });
  // Nothing in the head is a secret: only the bytes show whose a webhook is.
  return { webhookSecrets, presented: () => [], recognise, verify, read };

  function recognise(head: WebhookHead): 'signed' | undefined {
    return isSigned(head) ? 'signed' : undefined;
  }

  function verify(raw: RawWebhook): VerifiedWebhook | undefined {
    return isProven(raw) ? ({ bytes: raw.bytes } as VerifiedWebhook) : undefined;
  }
}

function read(webhook: VerifiedWebhook, receivedAt: number): WebhookReading {
  const said = readFields(Interview, parseObject(webhook.bytes));
  const reference = said?.read.reference;
  if (!said || !reference) throw new Failure('invalid-field', 'Invalid field: id and reference should be texts');
  const observation = observe(said.read, { source: 'webhook', at: receivedAt }, said.ignored);
  const event = said.read.status ?? 'unknown';
  return { event, externalId: reference, ...(observation ? { observation } : {}) };
}
