import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { createBudget } from './budget.ts';

/** Limits the memory of answers that callers have not read yet: one caller may request any number of them. */
export function boundUnread(mostBytes: number, mostBytesOfOwner: number) {
  const budget = createBudget(mostBytes);

  /**
   * Reserves memory for an answer until it is sent or its connection is closed. Throws Failure `busy` if there is none
   * left.
   */
  return function reserveRoom(ctx: Context, owner: string, answer: string | Buffer): void {
    const bytes = Math.min(Buffer.byteLength(answer), mostBytesOfOwner);
    const release = budget.take(bytes, [owner, mostBytesOfOwner]);
    if (!release) throw new Failure('busy', 'Too many answers wait for their readers');
    ctx.res.once('close', release);
    if (ctx.res.closed) release();
  };
}
