import { payloadOf } from './payload.ts';
import { decisecondsOf } from './rows.ts';
import type { SandboxAttempt } from './types.ts';

/** The answer of the details call. It names neither the candidate nor the result, like the real one. */
export function detailsOf(attempt: SandboxAttempt, isSigned: boolean, extra: Record<string, unknown>) {
  const payload = payloadOf(attempt);
  const { score } = payload;
  const isScored = score !== null;
  return {
    score,
    score_simulation: null,
    score_text: isScored ? `${score} out of 10` : null,
    score_sentiment: isScored ? 0.4 : null,
    score_words_per_minute: isScored ? 128 : null,
    score_pronunciation: null,
    score_answer: score,
    status: payload.interview_status,
    start: new Date(attempt.createdAt).toISOString(),
    end: attempt.endedAt === null ? null : new Date(attempt.endedAt).toISOString(),
    duration: decisecondsOf(attempt),
    ai_interview_coverage_percentage: isScored ? 92 : null,
    ai_completion_reason: null,
    ai_analysis: payload.ai_analysis,
    ai_analysis_recruiter: payload.ai_analysis_recruiter,
    ai_analysis_other: isScored
      ? {
          strengths_concerns: {
            strengths: payload.ai_analysis_recruiter_why_hire,
            concerns: payload.ai_analysis_recruiter_why_not_hire,
          },
          score_rationale: 'Weighted from the answers; the last one counts least.',
        }
      : null,
    ai_analysis_recruiter_why_hire: payload.ai_analysis_recruiter_why_hire,
    ai_analysis_recruiter_why_not_hire: payload.ai_analysis_recruiter_why_not_hire,
    recruiter_risks: null,
    user_feedback_recruiter: null,
    recording_local_path: null,
    recording_is_video: false,
    video_introduction_local_path: null,
    ...(isSigned ? { recording_url: null, video_introduction_url: null } : {}),
    transcript: attempt.endedAt === null ? [] : transcriptOf(attempt, score),
    ...extra,
  };
}

function transcriptOf(attempt: SandboxAttempt, score: number | null) {
  const questions = [
    ['Tell me about a difficult customer.', 'I listened first, repeated what I had heard, and offered two ways out.'],
    ['Why this job?', 'I like solving things with people, and I live around the corner.'],
  ] as const;
  return questions.flatMap(([question, answer], index) => {
    const turn = { view: null, question_original_id: `question-${index + 1}`, question_original: question };
    return [
      {
        ...turn,
        id: `${attempt.id}-${index}-q`,
        is_answer: false,
        question_asked: question,
        answer: null,
        score: null,
      },
      {
        ...turn,
        id: `${attempt.id}-${index}-a`,
        is_answer: true,
        question_asked: question,
        answer,
        ai_analysis: null,
        ai_analysis_recruiter: score === null ? null : 'To the point.',
        score,
        score_simulation: null,
        score_answer_ai: score,
        duration: 640 + index * 100,
        mojito_language_code: 'en',
        answer_assessment_raw_data: null,
      },
    ];
  });
}
