import { Failure } from '../../errors.ts';
import { parseObject } from '../../http/json-body.ts';
import type { RawWebhook, VerifiedWebhook, WebhookHead, WebhookReading } from '../../interviews/ports/vendor.ts';
import { hmacHeader } from '../hmac.ts';
import { readFields } from '../lenient.ts';
import { signatureHeader } from './capabilities.ts';
import { WebhookBody } from './contract.ts';
import { type RibbonSettings, statusOf } from './settings.ts';

type Parts = Pick<RibbonSettings, 'webhookSecrets' | 'decisions'> & {
  /** Hears the names of fields that could not be read. */
  onIgnored: (fields: readonly string[]) => void;
};

const statusUpdated = 'candidate_status_updated';
/** Those whose `interview_link` is known to be the recruiter's page. */
const finished: readonly string[] = ['interview_processed', 'video_processed'];

/**
 * Ribbon signs the bytes of its webhooks. They carry no result, so that one that is sent again, by a reader of it,
 * is a hint like the first; but a decision that is sent again counts again, since nothing says when it was made.
 */
export function ribbonWebhooks({ webhookSecrets, decisions, onIgnored }: Parts) {
  const { isSigned, isProven } = hmacHeader({ header: signatureHeader, secrets: webhookSecrets });
  return { webhookSecrets, presented: () => [], recognise, verify, read };

  function recognise(head: WebhookHead): 'signed' | undefined {
    return isSigned(head) ? 'signed' : undefined;
  }

  function verify(raw: RawWebhook): VerifiedWebhook | undefined {
    return isProven(raw) ? ({ bytes: raw.bytes } as VerifiedWebhook) : undefined;
  }

  function read({ bytes }: VerifiedWebhook): WebhookReading {
    const said = readFields(WebhookBody, parseObject(bytes));
    if (!said) throw unreadable('interview_id');
    onIgnored(said.ignored);
    const { event_type, interview_flow_id: templateId, interview_id: candidateRef, interview_link: url } = said.read;
    const { new_status, interviewee_email: email } = said.read;
    const event = event_type || 'hint';
    if (!templateId) throw unreadable('interview_flow_id');
    const known = { event, templateId, ...(event === statusUpdated ? decisionOf(new_status) : {}) };
    // The address is left out: the same person may have other interviews of this flow.
    if (candidateRef) {
      const hasPage = finished.includes(event) && url;
      return { ...known, candidateRef, ...(hasPage ? { resultPage: { attemptId: candidateRef, url } } : {}) };
    }
    if (event !== statusUpdated) throw unreadable('interview_id');
    if (!email) throw unreadable('interviewee_email');
    return { ...known, email };
  }

  function decisionOf(status: string | null | undefined): { decision?: boolean } {
    const decision = decisions.get(statusOf(status ?? ''));
    if (decision !== undefined) return { decision };
    if (status) onIgnored(['new_status']);
    return {};
  }
}

function unreadable(field: string): Failure {
  return new Failure('invalid-field', `Invalid field: ${field} should be a string`);
}
