import type { PayloadShape, SandboxAttempt, VendorEvent, WebhookPayload } from './types.ts';

/** The fields whose change makes the vendor send a result again. */
const watched = [
  'status',
  'processing_status',
  'interview_status',
  'score',
  'ai_analysis_recruiter_score',
  'ai_analysis_recruiter',
  'ai_analysis_recruiter_why_hire',
  'ai_analysis_recruiter_why_not_hire',
  'recruiter_go_next_round',
  'pdf_export_url',
] as const;

export const failedStatuses = ['failed', 'abandoned', 'terminated, no speech detected'] as const;
export type FailedStatus = (typeof failedStatuses)[number];

/** The attempt in the vendor's format. */
export function payloadOf(attempt: SandboxAttempt): WebhookPayload {
  return {
    id: attempt.id,
    interview_id: attempt.definitionId,
    question_set_id: attempt.definitionId,
    status: 'draft',
    interview_status: 'started',
    processing_status: 'new',
    profile_interview_id: attempt.profile.id,
    profile_id: null,
    score: null,
    ai_analysis_recruiter_score: null,
    ai_analysis: null,
    ai_analysis_recruiter: null,
    recruiter_go_next_round: null,
    pdf_export_url: null,
    reason: null,
    candidate_external_id: attempt.profile.externalId,
    candidate_name: attempt.profile.name,
    candidate_email: attempt.profile.email,
    candidate_phone_number: null,
    ai_analysis_recruiter_why_hire: null,
    ai_analysis_recruiter_why_not_hire: null,
    ...attempt.result,
  };
}

export function changesBetween(before: WebhookPayload, after: WebhookPayload): string[] {
  return watched.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** Which webhook a change fires, if any: the conditions of developer.jobmojito.com/webhooks. */
export function eventOf(payload: WebhookPayload, changed: readonly string[]): VendorEvent | undefined {
  const hasNewInterviewStatus = changed.includes('interview_status');
  if (isFailed(payload)) return hasNewInterviewStatus ? 'interview_failed' : undefined;
  if (!isFinished(payload)) return undefined;
  if (payload.status === 'draft') return hasNewInterviewStatus ? 'interview_collected' : undefined;
  const isScored = payload.status === 'active' && payload.processing_status === 'completed';
  return isScored && changed.length > 0 ? 'interview_result' : undefined;
}

function isFailed(payload: Pick<WebhookPayload, 'interview_status'>): boolean {
  return failedStatuses.some((status) => status === payload.interview_status);
}

export function isFinished(payload: Pick<WebhookPayload, 'interview_status'>): boolean {
  return payload.interview_status?.startsWith('completed') === true;
}

/** The payload as the chosen generation of the vendor's documents shows it. */
export function shaped(payload: WebhookPayload, shape: PayloadShape, reportValidUntil: string | null): unknown {
  if (shape === 'current') return payload;
  const {
    question_set_id,
    profile_id: _profile,
    reason: _reason,
    ai_analysis: _analysis,
    candidate_name: _name,
    candidate_email: _email,
    candidate_phone_number: _phone,
    ...flat
  } = payload;
  if (shape === '2025') return flat;
  const { interview_id: _interview, interview_status: _status, ...record } = flat;
  return {
    table: 'interview_result',
    schema: 'public',
    record: { ...record, question_set_id, pdf_export_valid_until: reportValidUntil },
  };
}
