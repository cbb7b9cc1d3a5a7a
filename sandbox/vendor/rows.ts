import { merchantId } from './definitions.ts';
import { payloadOf } from './payload.ts';
import { findDefinition, type VendorState } from './state.ts';
import type { Profile, SandboxAttempt } from './types.ts';

export type ResultRow = ReturnType<typeof resultRow>;

/** A row of the result list. */
export function resultRow(state: VendorState, attempt: SandboxAttempt) {
  const definition = findDefinition(state, attempt.definitionId);
  const payload = payloadOf(attempt);
  const isScored = payload.score !== null;
  return {
    id: attempt.rowId,
    interview_result_id: attempt.id,
    interview_result_pre_screening_id: null,
    merchant_id: merchantId,
    profile_id: null,
    profile_interview_id: attempt.profile.id,
    definition_id: attempt.definitionId,
    candidate_name: payload.candidate_name,
    candidate_email: payload.candidate_email,
    position_name: definition?.name ?? null,
    position_step: 'interview',
    type: definition?.type ?? null,
    emoji: definition?.emoji ?? null,
    external_id: attempt.profile.externalId,
    mojito_language_code: 'en',
    status: payload.status,
    coach_status: payload.interview_status,
    decision_status: decisionOf(payload.recruiter_go_next_round),
    interview_started: true,
    is_multi_stage: definition?.is_multi_stage ?? null,
    is_test: false,
    recruiter_shortlist: null,
    recruiter_risks: null,
    duration_ds: decisecondsOf(attempt),
    score: payload.score,
    score_simulation: null,
    score_sentiment: isScored ? 0.4 : null,
    score_words_per_minute: isScored ? 128 : null,
    score_interview_ai: payload.ai_analysis_recruiter_score,
    score_answer_ai: isScored ? payload.score : null,
    score_pronunciation: null,
    processing_status: payload.processing_status,
    processing_error: null,
    kyc_processing_status: null,
    position_result_step_id: null,
    created_at: new Date(attempt.createdAt).toISOString(),
    updated_at: new Date(attempt.updatedAt).toISOString(),
  };
}

/** A row of the candidate list. */
export function candidateRow(state: VendorState, profile: Profile) {
  const own = state.attempts.filter((attempt) => attempt.profile === profile);
  const last = own.at(-1);
  return {
    id: profile.id,
    profile_id: null,
    merchant_id: merchantId,
    name: profile.name,
    email: profile.email,
    email_auth: null,
    emoji: null,
    external_id: profile.externalId,
    status: own.length > 0 ? 'active' : 'invited',
    phone_number: null,
    linked_in: null,
    physical_address: null,
    mojito_language_code: 'en',
    avatar_url: null,
    avatar_local_path: null,
    kyc_image_local_path: null,
    kyc_processing_status: null,
    interview_count: own.length,
    pre_screening_count: 0,
    public_avatar_count: 0,
    interview_last: last === undefined ? null : new Date(last.createdAt).toISOString(),
    last_login_at: null,
    created_at: new Date(profile.createdAt).toISOString(),
    updated_at: new Date(profile.updatedAt).toISOString(),
    deleted_at: null,
  };
}

/** A quarter of an hour, so that a demo has something to show; null while the sitting runs. */
export function decisecondsOf(attempt: SandboxAttempt): number | null {
  return attempt.endedAt === null ? null : 9_324;
}

function decisionOf(decision: boolean | null): string | null {
  if (decision === null) return null;
  return decision ? 'selected' : 'rejected';
}
