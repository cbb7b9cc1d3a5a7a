import { Failure } from '../../errors.ts';
import { parseObject } from '../../http/json-body.ts';
import { recogniseSecrets } from '../../http/secrets.ts';
import type { Observation } from '../../interviews/observation.ts';
import type { RawWebhook, VerifiedWebhook, WebhookHead, WebhookReading } from '../../interviews/ports/vendor.ts';
import { readFields } from '../lenient.ts';
import { WebhookPayload } from './contract.ts';
import { observeWebhook } from './observe.ts';

/**
 * The vendor does not sign webhooks: it offers only a header with a fixed value, set where the webhook is configured.
 * The time reveals nothing of a secret.
 */
export function webhookVerifier(secrets: readonly string[]) {
  const isSecret = recogniseSecrets(secrets.filter(Boolean).map((secret) => [secret, true] as const));
  return { webhookSecrets: secrets, presented, recognise, verify };

  function recognise(head: WebhookHead): 'known' | undefined {
    return presented(head).map(isSecret).includes(true) ? 'known' : undefined;
  }

  function verify(raw: RawWebhook): VerifiedWebhook | undefined {
    return recognise(raw) && ({ bytes: raw.bytes } as VerifiedWebhook);
  }
}

function presented({ headers }: WebhookHead): string[] {
  const bearer = /^bearer +(.+)$/i.exec(first(headers.authorization))?.[1] ?? '';
  return [bearer, first(headers['x-webhook-secret'])].map((value) => value.trim()).filter(Boolean);
}

/** `scoreMax`: the top of the scale. */
export function readWebhook({ bytes }: VerifiedWebhook, receivedAt: number, scoreMax: number): WebhookReading {
  const body = parseObject(bytes);
  // The oldest shape is a row of the vendor's database in a wrapper: {table, schema, record}.
  const said = isObject(body.record) ? body.record : body;
  const payload = readFields(WebhookPayload, said);
  if (!payload) throw unreadable('id');
  const { interview_id, question_set_id, candidate_external_id, candidate_email, profile_interview_id } = payload.read;
  const templateId = interview_id ?? question_set_id;
  if (!templateId) throw unreadable('interview_id');
  if (!('status' in said) && !('interview_status' in said)) throw unreadable('status');
  const observation = observeWebhook(payload.read, receivedAt, scoreMax, payload.ignored);
  return {
    event: eventOf(observation),
    observation,
    templateId,
    ...(candidate_external_id ? { externalId: candidate_external_id } : {}),
    ...(candidate_email ? { email: candidate_email } : {}),
    ...(profile_interview_id ? { candidateRef: profile_interview_id } : {}),
  };
}

/** The vendor sends no name of the event; these are the names it documents, but for the last, which it never sends. */
function eventOf({ state, isSubmitted }: Observation): string {
  if (state === 'failed') return 'interview_failed';
  if (state === 'finished') return isSubmitted ? 'interview_result' : 'interview_collected';
  return 'interview_update';
}

function unreadable(field: string): Failure {
  return new Failure('invalid-field', `Invalid field: ${field} should be a string`);
}

function first(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
