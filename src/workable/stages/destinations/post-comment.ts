import type { Comment, SpiClient } from '../../api/client.ts';
import type { Turn } from '../../api/limiter.ts';
import { SpiError } from '../../api/spi-error.ts';

/**
 * Resolves to the comment's id, where Workable says it. What is too much for Workable is written as the `lesser` one:
 * surely nothing of the first was taken.
 */
export async function postComment(
  client: Pick<SpiClient, 'comment'>,
  candidateId: string,
  comment: Comment,
  lesser: Comment,
  turn: Turn,
): Promise<string | undefined> {
  const hasMore = comment.attachment !== undefined || comment.body !== lesser.body;
  return client.comment(candidateId, comment, turn).catch((error: unknown) => {
    const isRefused = error instanceof SpiError && (error.kind === 'too-large' || error.kind === 'invalid');
    if (!isRefused || !hasMore) throw error;
    // However long its own turn takes: otherwise the first one would be refused again.
    const { waitMs: _waitMs, ...patient } = turn;
    return client.comment(candidateId, lesser, patient);
  });
}

export function withAll(comment: Comment, body: string, pdf: Buffer | undefined): Comment {
  const attachment = pdf && { name: 'ai-interview-report.pdf', data: pdf };
  return { ...comment, body, ...(attachment ? { attachment } : {}) };
}
