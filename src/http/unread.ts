import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { createBudget } from './budget.ts';

/** Answers that nobody has taken yet: they lie in memory meanwhile, and who may ask for one can ask for any number. */
export function boundUnread(mostBytes: number, mostBytesOfOwner: number) {
  const budget = createBudget(mostBytes);

  /** Holds room for an answer until it has gone or its reader has. Throws Failure while there is none. */
  return function holdRoom(ctx: Context, owner: string, answer: string): void {
    const bytes = Math.min(Buffer.byteLength(answer), mostBytesOfOwner);
    const giveBack = budget.take(bytes, [owner, mostBytesOfOwner]);
    if (!giveBack) throw new Failure('busy', 'Too many answers wait for their readers');
    ctx.res.once('close', giveBack);
    if (ctx.res.closed) giveBack();
  };
}
