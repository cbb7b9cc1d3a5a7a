import { createHmac } from 'node:crypto';
import { isSameSecret } from '../http/secrets.ts';
import type { InterviewRecord } from '../interviews/record.ts';

type Keyed = Pick<InterviewRecord, 'id' | 'reportKey'>;

/**
 * The candidate's page. Its token is `<interview id>.<secret>`: the secret follows from the key of the interview, and
 * neither the report's address nor the key follows from it.
 */
export function candidatePageUrl(publicUrl: string, record: Keyed): string {
  return `${publicUrl}/i/${record.id}.${secretOf(record)}`;
}

/** Undefined if the text cannot be a token. */
export function parseCandidateToken(token: string): { id: string; secret: string } | undefined {
  const at = token.indexOf('.');
  return at > 0 && at < token.length - 1 ? { id: token.slice(0, at), secret: token.slice(at + 1) } : undefined;
}

export function opensPageOf(record: Keyed, secret: string): boolean {
  return isSameSecret(secret, secretOf(record));
}

function secretOf({ id, reportKey }: Keyed): string {
  return createHmac('sha256', reportKey).update(`candidate-page ${id}`).digest('base64url');
}
