import { randomUUID } from 'node:crypto';
import type { WebhookPayload } from '../sandbox/vendor/types.ts';
import type { Sent } from './interviews.ts';

/** A webhook body in today's shape about an interview's candidate: answers scored, no decision yet. */
export function resultOf(sent: Pick<Sent, 'id' | 'email' | 'templateId'>, changes: Partial<WebhookPayload> = {}) {
  return {
    id: randomUUID(),
    interview_id: sent.templateId,
    question_set_id: sent.templateId,
    status: 'active',
    interview_status: 'completed',
    processing_status: 'completed',
    profile_interview_id: randomUUID(),
    profile_id: null,
    score: 7.8,
    ai_analysis_recruiter_score: 6.4,
    ai_analysis: 'For the candidate.',
    ai_analysis_recruiter: 'For the recruiter.',
    recruiter_go_next_round: null,
    pdf_export_url: null,
    reason: 'status',
    candidate_external_id: sent.id,
    candidate_name: 'Lakita Marrero',
    candidate_email: sent.email,
    candidate_phone_number: null,
    ai_analysis_recruiter_why_hire: ['Listens before answering'],
    ai_analysis_recruiter_why_not_hire: [],
    ...changes,
  } satisfies WebhookPayload;
}

/** The differences of a webhook for answers that are given and not scored yet. */
export const collected = {
  status: 'draft',
  processing_status: 'new',
  score: null,
  ai_analysis_recruiter: null,
} as const;

/** The differences of a webhook for a failed attempt. */
export const failed = { ...collected, interview_status: 'failed' } as const;
