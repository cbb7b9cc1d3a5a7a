import { Failure } from '../../errors.ts';
import { parseObject } from '../../http/json-body.ts';
import { bearerOf, recogniseSecrets } from '../../http/secrets.ts';
import type { RawWebhook, VerifiedWebhook, WebhookHead, WebhookReading } from '../../interviews/ports/vendor.ts';
import { limits } from '../../limits.ts';
import { Id, isObject, readFields } from '../lenient.ts';
import { notifyAddresses } from '../notify-addresses.ts';
import { isSigned, signatureHeaders, standardWebhooks } from '../standard-webhooks.ts';
import { Interview } from './contract.ts';
import { observe, rescheduleOf } from './observe.ts';

type Parts = {
  account: string;
  webhookSecrets: readonly string[];
  publicUrl: string;
  now: () => number;
  /** Otherwise a hint would lead nowhere, and a webhook without a right proof is refused wherever it comes. */
  canAsk: boolean;
};

/** A webhook at the address of an interview, without further proof: it is a hint. */
type Hint = VerifiedWebhook & { hintAbout: string; hasWrongProof: boolean };

/** A webhook proven by a secret or a signature is a fact; any other at the address of an interview is a hint. */
export function httpWebhooks({ account, webhookSecrets, publicUrl, now, canAsk }: Parts) {
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
    const hintAbout = canAsk ? interviewAt(path) : undefined;
    return hintAbout === undefined ? undefined : ({ bytes, hintAbout, hasWrongProof: hasProof(raw) } as Hint);
  }

  /** The body of a hint is not read: anyone who has seen the address may have sent it. */
  function read(webhook: VerifiedWebhook, receivedAt: number): WebhookReading {
    if ('hintAbout' in webhook) {
      const { hintAbout: externalId, hasWrongProof } = webhook as Hint;
      return { event: hasWrongProof ? 'hint with a wrong proof' : 'hint', externalId };
    }
    const body = parseObject(webhook.bytes);
    const { data: externalId } = Id.safeParse(body.interview_id);
    if (externalId === undefined) throw invalid('/interview_id', `a string of 1 to ${limits.idCharacters} characters`);
    const { interview } = body;
    if (interview === undefined || interview === null) return { event: 'hint', externalId };
    if (!isObject(interview)) throw invalid('/interview', 'an object');
    const said = readFields(Interview, interview);
    if (!said) throw invalid('/interview/status', 'a string');
    const observation = observe(externalId, said.read, { source: 'webhook', at: receivedAt }, said.ignored);
    const rescheduled = rescheduleOf(said.read, { at: receivedAt });
    if (rescheduled) return { event: 'rescheduled', externalId, rescheduled };
    // The candidate has not begun: there is nothing to add.
    if (!observation) return { event: 'hint', externalId };
    return { event: observation.vendorStatus ?? 'interview', externalId, observation };
  }

  function hasSecret(head: WebhookHead): boolean {
    return presented(head).some((secret) => isSecret(secret) === true);
  }
}

/** The field as a JSON pointer. */
function invalid(pointer: string, wanted: string): Failure {
  return new Failure('invalid-field', `Invalid field: ${pointer} should be ${wanted}`);
}

/** Of whatever kind, and whether it is right or wrong. */
function hasProof({ headers }: WebhookHead): boolean {
  return ['authorization', ...signatureHeaders].some((name) => headers[name] !== undefined);
}

function presented({ headers }: WebhookHead): string[] {
  const bearer = bearerOf(headers.authorization as string | undefined);
  return bearer === undefined ? [] : [bearer];
}
