import { openLine } from '../../../testing/line.ts';

/** One interview whose candidate's result changes all the time, in the words of the vendor. */
export type Subject = { interviewId: string; email: string; templateId: string };

/**
 * The newest change that was acknowledged, and all with an unknown outcome: unanswered, they may be read at any later
 * time.
 */
export type SentChanges = { acknowledged: number; unknown: number[] };

export type Sender = {
  /**
   * Sends the next change; resolves to the status, or to 'refused' and 'broken' for connections. Never two at a time.
   */
  send(): Promise<{ outcome: string; ms: number }>;
  sent(): SentChanges;
  close(): void;
};

const timeoutMs = 30_000;

export function createSender(port: number, secret: string, subject: Subject): Sender {
  const line = openLine(port);
  const [before = '', after = ''] = bodyOf(subject).split('<change>');
  let change = 0;
  const sent: SentChanges = { acknowledged: 0, unknown: [] };

  return {
    async send() {
      change += 1;
      const body = before + textOf(change) + after;
      const head = `POST /webhooks/jobmojito HTTP/1.1\r\nHost: bridge\r\nAuthorization: Bearer ${secret}\r\n`;
      const request = Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      const startedAt = performance.now();
      const outcome = await line.ask(request, { isHead: false, timeoutMs }).then(
        ({ status }) => String(status),
        (error: unknown) => (error instanceof Error ? error.message : 'broken'),
      );
      if (outcome === '200') sent.acknowledged = change;
      else if (outcome !== '503') sent.unknown.push(change);
      return { outcome, ms: performance.now() - startedAt };
    },
    sent: () => sent,
    close: () => line.close(),
  };
}

/** As long as every other, so that changes within one millisecond are in order too. */
export function textOf(change: number): string {
  return `Change ${String(change).padStart(9, '0')}`;
}

function bodyOf({ interviewId, email, templateId }: Subject): string {
  return JSON.stringify({
    id: `attempt-of-${interviewId}`,
    interview_id: templateId,
    question_set_id: templateId,
    status: 'active',
    interview_status: 'completed',
    processing_status: 'completed',
    profile_interview_id: `profile-of-${interviewId}`,
    score: 7.8,
    ai_analysis_recruiter: '<change>',
    ai_analysis: 'Thank you for your time. '.repeat(20),
    recruiter_go_next_round: null,
    pdf_export_url: null,
    reason: 'ai_analysis_recruiter',
    candidate_external_id: interviewId,
    candidate_name: 'Lakita Marrero',
    candidate_email: email,
    ai_analysis_recruiter_why_hire: ['Listens before answering', 'Knows the trade'],
    ai_analysis_recruiter_why_not_hire: ['Was late'],
  });
}
