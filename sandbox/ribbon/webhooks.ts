import { createHmac } from 'node:crypto';
import { pythonJson } from './python-json.ts';
import type { RibbonState } from './state.ts';
import type { RibbonInterview, RibbonWebhook } from './types.ts';

type Event = 'interview_processed' | 'video_processed';

/** Lower-case hex of HMAC-SHA256 over the bytes of the body. */
export function signatureOf(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** What Ribbon sends, to the address of the flow. */
export function createSender(state: RibbonState) {
  return { sendEvent, sendStatus };

  async function sendEvent(event_type: Event, interview: RibbonInterview): Promise<void> {
    const { saysNull, webhooks } = state.switches;
    const { id, flowId, person, pageId } = interview;
    const ids = { interview_flow_id: flowId, interview_id: id, status: 'completed' };
    const names = saysNull ? { email: null, firstName: null, lastName: null } : person;
    const current = {
      ...ids,
      interview_flow_name: titleOf(flowId),
      event_type,
      interviewee_email_address: names.email,
      interviewee_first_name: names.firstName,
      interviewee_last_name: names.lastName,
      // The recruiter's page: the answer to a create has the same name for the candidate's.
      interview_link: `${state.origin}/recruit/interviews/${flowId}/${pageId}`,
    };
    await send(flowId, webhooks.shape === 'beta' ? { event_type, ...ids } : current);
  }

  /** It names no interview, and calls the address by another name. */
  async function sendStatus(flowId: string, email: string, to: string, from: string): Promise<void> {
    await send(flowId, {
      interview_flow_id: flowId,
      interview_flow_name: titleOf(flowId),
      event_type: 'candidate_status_updated',
      interviewee_email: email,
      new_status: to,
      previous_status: from,
    });
  }

  async function send(flowId: string, content: object): Promise<void> {
    const { isSigned, isTwice, isLost } = state.switches.webhooks;
    const { webhook_url: url, webhook_secret_key: secret } = state.flows.get(flowId)?.flow ?? {};
    if (!url) return;
    const body = pythonJson(content);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Ribbon-API-Webhook/1.0',
      ...(secret && isSigned ? { 'x-ribbon-signature': signatureOf(body, secret) } : {}),
    };
    const webhook: RibbonWebhook = { headers, body, status: undefined };
    state.webhooks.push(webhook);
    for (let i = 0; i < (isLost ? 0 : isTwice ? 2 : 1); i += 1) webhook.status = await post(url, webhook);
  }

  function titleOf(flowId: string): string {
    return state.flows.get(flowId)?.flow.title ?? '';
  }
}

/** Sends these bytes, whatever their age: no signature grows old. Resolves to the status of the answer. */
export async function post(url: string, { headers, body }: RibbonWebhook): Promise<number> {
  const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' }).catch(() => undefined);
  return answer?.status ?? 0;
}
