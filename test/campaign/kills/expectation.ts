import type { WebhookPayload } from '../../../sandbox/vendor/types.ts';
import type { CallbackBody } from '../../../sandbox/workable/types.ts';

/** What must be reported to Workable, as far as the vendor's words decide it. */
export type Expected = { status: string; score?: string; grade?: string; summary?: string };

/** Worked out from the vendor's documents and the result's description alone, not by the code under attack. */
export function expectedAfter(payloads: readonly WebhookPayload[]): Expected | undefined {
  const result = payloads.findLast(({ status, score }) => status === 'active' && score !== null);
  if (result) return completed(result);
  return payloads.at(-1)?.interview_status === 'failed' ? { status: 'declined' } : undefined;
}

function completed({ score, recruiter_go_next_round: decision, ai_analysis_recruiter }: WebhookPayload): Expected {
  const percentage = Math.round(10 * (score ?? 0));
  const grade = decision === null ? undefined : !decision ? 'failed' : percentage >= 85 ? 'excelled' : 'passed';
  return {
    status: 'completed',
    score: String(percentage),
    ...(grade ? { grade } : {}),
    summary: ai_analysis_recruiter ?? '',
  };
}

export function isAsExpected(body: CallbackBody, expected: Expected): boolean {
  return JSON.stringify(said(body)) === JSON.stringify(expected);
}

/** In the order of `Expected`. */
function said({ status, interview: { score, grade, summary } = {} }: CallbackBody): Expected {
  return {
    status,
    ...(score === undefined ? {} : { score }),
    ...(grade === undefined ? {} : { grade }),
    ...(summary === undefined ? {} : { summary }),
  };
}
