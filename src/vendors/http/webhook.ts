import { Failure } from '../../errors.ts';
import { parseObject } from '../../http/json-body.ts';
import { bearerOf, recogniseSecrets } from '../../http/secrets.ts';
import type { RawWebhook, VerifiedWebhook, WebhookHead, WebhookReading } from '../../interviews/ports/vendor.ts';
import { readFields } from '../lenient.ts';
import { notifyAddresses } from '../notify-addresses.ts';
import { isSigned, standardWebhooks } from '../standard-webhooks.ts';
import { WebhookBody } from './contract.ts';
import { observe } from './observe.ts';

type Parts = { account: string; webhookSecrets: readonly string[]; publicUrl: string; now: () => number };

/** A webhook at the address of an interview, without further proof: it is a hint. */
type Hint = VerifiedWebhook & { hintAbout: string };

/** A webhook proven by a secret or a signature is a fact; any other at the address of an interview is a hint. */
export function httpWebhooks({ account, webhookSecrets, publicUrl, now }: Parts) {
  const isSecret = recogniseSecrets(webhookSecrets.map((secret) => [secret, true] as const));
  const isSignatureRight = standardWebhooks(webhookSecrets);
  const { notifyUrl, interviewAt } = notifyAddresses({ vendor: 'http', account, publicUrl, secrets: webhookSecrets });
  return { notifyUrl, webhookSecrets, presented, recognise, verify, read };

  function recognise(head: WebhookHead): 'known' | 'signed' | undefined {
    if (hasSecret(head) || interviewAt(head.path) !== undefined) return 'known';
    return isSigned(head, now()) ? 'signed' : undefined;
  }

  function verify(raw: RawWebhook): VerifiedWebhook | undefined {
    const { bytes, path } = raw;
    if (hasSecret(raw) || isSignatureRight(raw, now())) return { bytes } as VerifiedWebhook;
    const hintAbout = interviewAt(path);
    return hintAbout === undefined ? undefined : ({ bytes, hintAbout } as Hint);
  }

  /** The body of a hint is not read: anyone who has seen the address may have sent it. */
  function read(webhook: VerifiedWebhook, receivedAt: number): WebhookReading {
    if ('hintAbout' in webhook) return { event: 'hint', externalId: (webhook as Hint).hintAbout };
    const said = readFields(WebhookBody, parseObject(webhook.bytes));
    if (!said) throw new Failure('invalid-field', 'Invalid field: interview_id should be a string');
    const { interview_id: externalId, interview } = said.read;
    const observation =
      interview && observe(externalId, interview, { source: 'webhook', at: receivedAt }, said.ignored);
    return observation ? { event: interview.status, externalId, observation } : { event: 'hint', externalId };
  }

  function hasSecret(head: WebhookHead): boolean {
    return presented(head).some((secret) => isSecret(secret) === true);
  }
}

function presented({ headers }: WebhookHead): string[] {
  const bearer = bearerOf(headers.authorization as string | undefined);
  return bearer === undefined ? [] : [bearer];
}
