import type { Known } from '../../../src/interviews/plan.ts';
import type { Document, WriteResult } from '../../../src/outbox/destination.ts';
import type { Stage } from './stage.ts';

/** One accepted callback. `change` is 0 if it contains no change of the vendor. */
export type Taken = { status: string; content: string; change: number };

export type Workable = ReturnType<typeof createWorkable>;

/**
 * An outcome as short text. Behind the `#` stands what no digest sees and no Workable: the vendor's change that it
 * comes from, so that an older one after a newer one shows although they read the same.
 */
export function documentsOf({ outcome }: Pick<Known, 'outcome'>): Document[] {
  if (outcome.status === 'pending') return [];
  if (outcome.status !== 'completed') return [document(outcome.status, outcome.status, '')];
  const { attemptId, score, decision, analysis, durationSeconds, vendorStatus } = outcome.attempt;
  const content = `completed ${contentOf({ id: attemptId }, { score: score && 'points' in score ? score.points : null, decision, analysis })}`;
  const digest = durationSeconds ? `${content} ${durationSeconds}` : content;
  return [document('completed', digest, vendorStatus ?? '')];
}

function document(label: string, digest: string, change: string): Document {
  const body = `${digest} #${change}`;
  return { key: 'result', label, body, digest, outline: () => digest, isScoreAboveMaximum: false };
}

type Result = {
  score?: number | null | undefined;
  decision?: boolean | null | undefined;
  analysis?: string | null | undefined;
};

export function contentOf({ id }: { id: string }, { score, decision, analysis }: Result): string {
  return `${id} ${score ?? '–'} ${decision ?? '–'} ${analysis ?? '–'}`;
}

/** A model of Workable, as the use cases see it. A promise is broken if it gets less or older content than it has. */
export function createWorkable(stage: Stage, onTaking: (callbackUrl: string, taken: Taken) => void) {
  const { draw, moods } = stage;
  const taken = new Map<string, Taken[]>();

  return {
    latest: (callbackUrl: string): Taken | undefined => taken.get(callbackUrl)?.at(-1),

    put(callbackUrl: string, body: string): WriteResult {
      if (!stage.isRepaired && moods.barred.has(callbackUrl)) return refuse(403);
      if (!stage.isCalm && isTokenWrong()) return refuse(401);
      const trouble = moods.workableFails && !stage.isCalm ? draw.below(14) : 0;
      switch (trouble) {
        case 7:
          return {
            outcome: 'rate-limited',
            answer: { status: 429 },
            retryAt: stage.now + draw.pick([1000, 30_000, 600_000]),
            ...(draw.oneIn(3) ? { isCapped: true } : {}),
          };
        case 8:
          return { outcome: 'rate-limited', answer: { status: 429 } };
        case 9:
          return refuse(401);
        case 10:
          return { outcome: 'refused', answer: { status: 409 } };
        case 11:
          return { outcome: 'failed', answer: { status: 400 } };
        case 12:
          return { outcome: 'try-again', answer: { status: 500 } };
        case 13:
          take(callbackUrl, body);
          return { outcome: 'try-again', answer: { status: 500 } };
        default:
          take(callbackUrl, body);
          return { outcome: 'acknowledged', answer: { status: 200 } };
      }
    },
  };

  function isTokenWrong(): boolean {
    return moods.tokenFailsMs > 0 && Math.floor(stage.now / moods.tokenFailsMs) % 2 === 1;
  }

  function refuse(status: number): WriteResult {
    stage.counts.refusals += 1;
    return { outcome: 'token-rejected', answer: { status } };
  }

  function take(callbackUrl: string, body: string): void {
    const before = stage.erased.has(callbackUrl) ? [] : (taken.get(callbackUrl) ?? []);
    const [content = '', change = ''] = body.split(' #');
    const [status = ''] = content.split(' ', 1);
    const next = { status, content, change: Number(change) };
    const last = before.at(-1);
    stage.log(() => `Workable takes ${content} of ${callbackUrl}`);
    if (last && status !== 'completed' && status !== last.status) {
      stage.break('nothing less after completed', `${callbackUrl}: ${status} was sent after ${last.status}`);
    }
    const newest = Math.max(0, ...before.map((each) => each.change));
    if (next.change > 0 && next.change < newest) {
      stage.break(
        'nothing older after something newer',
        `${callbackUrl}: change ${next.change} was sent after change ${newest}`,
      );
    }
    onTaking(callbackUrl, next);
    taken.set(callbackUrl, [...before, next]);
  }
}
