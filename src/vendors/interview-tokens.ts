import { createHmac } from 'node:crypto';
import { isSameSecret } from '../http/secrets.ts';

/**
 * Tokens that name an interview and cannot be made up: `<interview id>.<MAC>`. The first secret makes them, each proves
 * them; a token for one purpose is none for another.
 */
export function interviewTokens(purpose: 'notify' | 'candidate', secrets: readonly string[]) {
  return { tokenOf, interviewOf };

  function tokenOf(interviewId: string, secret = secrets[0] ?? ''): string {
    const mac = createHmac('sha256', secret).update(`${purpose} ${interviewId}`).digest('base64url');
    return `${interviewId}.${mac.slice(0, 32)}`;
  }

  /** The interview that the token was made for, under any of the secrets. In constant time. */
  function interviewOf(token: string): string | undefined {
    const interviewId = token.split('.', 1)[0] ?? '';
    if (interviewId === '') return undefined;
    const matches = secrets.map((secret) => isSameSecret(token, tokenOf(interviewId, secret)));
    return matches.includes(true) ? interviewId : undefined;
  }
}
