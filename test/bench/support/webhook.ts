import type { Template } from '../peers/order.ts';
import { type Keeps, keeping, type Measured, openBaseline } from './baseline.ts';
import { type Stage, secrets } from './stage.ts';

/** The bare program that turns what follows into a callback, or the one that keeps records besides. */
export function openWebhookBaseline({ redis, peerUrl }: Stage, roles: string, keeps?: Keeps): Promise<Measured> {
  return openBaseline('webhook', {
    ROLES: roles,
    REDIS_URL: redis.url,
    SINK_PORT: new URL(peerUrl).port,
    ...keeping(keeps, secrets.webhook),
  });
}

/** What the vendor sends when a candidate was scored, about 1 KB; every turn has another text. */
export const webhook: Template = {
  method: 'POST',
  path: '/webhooks/jobmojito',
  headers: { authorization: `Bearer ${secrets.webhook}`, 'content-type': 'application/json' },
  body: JSON.stringify({
    id: 'attempt-of-{id}',
    interview_id: 'template-1',
    question_set_id: 'template-1',
    status: 'active',
    interview_status: 'completed',
    processing_status: 'completed',
    profile_interview_id: 'profile-of-{id}',
    score: 7.8,
    ai_analysis_recruiter:
      'Turn {turn}. Names figures where she has them, and asks back where a question is vague. The handover between two shifts ' +
      'was told precisely; on planning a budget she stayed general. Some weeks would be needed for the new software. Calm and ' +
      'friendly, also when the connection broke off.',
    ai_analysis: 'Thank you for your time. '.repeat(8),
    recruiter_go_next_round: null,
    pdf_export_url: null,
    reason: 'ai_analysis_recruiter',
    candidate_external_id: '{id}',
    candidate_name: 'Lakita Marrero',
    candidate_email: '{email}',
    ai_analysis_recruiter_why_hire: ['Listens before answering', 'Knows the trade'],
    ai_analysis_recruiter_why_not_hire: ['Was late'],
  }),
};
