import type { Stage } from './stage.ts';
import type { Life } from './traffic.ts';

/** A sentence for each interview that is not as it was promised, by promise. */
export type Audit = Record<'lost' | 'doubled' | 'outOfOrder', string[]> & { sentTwice: number };

/** Compares what was acknowledged with what the vendor and Workable have. */
export async function audit(stage: Stage, lives: readonly Life[]): Promise<Audit> {
  const found: Audit = { lost: [], doubled: [], outOfOrder: [], sentTwice: 0 };
  const invitations = new Map<string, number>();
  for (const { email } of stage.vendor.invitations) invitations.set(email, (invitations.get(email) ?? 0) + 1);
  for (const { email, callbackUrl, ids, score } of lives) {
    for (const id of ids) if (!(await stage.knows(id))) found.lost.push(`${id} of ${email} is gone`);
    if (scoreAt(stage, callbackUrl) !== score) {
      found.lost.push(`${email}: ${scoreAt(stage, callbackUrl)} at Workable, ${score} was acknowledged`);
    }
    const times = invitations.get(email) ?? 0;
    if (ids.size !== 1 || times !== 1) found.doubled.push(`${email} has ${ids.size} ids and ${times} invitations`);
    const sent = scoresSent(stage, callbackUrl);
    if (sent.some((each, i) => each < (sent[i - 1] ?? 0))) found.outOfOrder.push(`${email}: ${sent.join(', ')}`);
    found.sentTwice += sent.length - new Set(sent).size;
  }
  if (stage.workable.maxInFlightPerInterview > 1) found.doubled.push('two PUTs of an interview at the same time');
  return found;
}

/** Out of 10; 0 where there is none. */
export function scoreAt({ workable }: Stage, callbackUrl: string): number {
  return Number(workable.latest(callbackUrl)?.interview?.score ?? 0) / 10;
}

function scoresSent({ workable }: Stage, callbackUrl: string): number[] {
  const { pathname } = new URL(callbackUrl);
  const taken = workable.callbacks.filter(({ path, isTaken }) => isTaken && path === pathname);
  return taken.map(({ body }) => Number((body as { interview?: { score?: string } }).interview?.score ?? 0));
}
