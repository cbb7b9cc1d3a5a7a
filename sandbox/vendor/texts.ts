import type { WebhookPayload } from './types.ts';

/** What the vendor's analysis would write for this score; the same for the same score. */
export function resultTexts(score: number): Partial<WebhookPayload> {
  const isGood = score >= 5;
  return {
    score,
    ai_analysis_recruiter_score: Math.round(score * 820) / 1_000,
    ai_analysis: isGood
      ? 'Thank you for the conversation. Your answers were clear and easy to follow.'
      : 'Thank you for the conversation. More concrete examples would make your answers stronger.',
    ai_analysis_recruiter: isGood
      ? 'The candidate answered with concrete examples, kept to the point and reacted well to follow-up questions.'
      : 'The candidate stayed general, left two questions partly unanswered and gave few examples of own work.',
    ai_analysis_recruiter_why_hire: isGood
      ? ['Explains decisions with numbers', 'Listens before answering']
      : ['Friendly and patient tone'],
    ai_analysis_recruiter_why_not_hire: isGood
      ? ['Little experience with shift work']
      : ['No example of solving a complaint', 'Unsure about the working hours'],
  };
}
