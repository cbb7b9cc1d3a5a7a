import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { createBudget } from './budget.ts';

/** Limits the memory of answers that their readers have not taken yet: one caller may request any number of them. */
export function boundUnread(mostBytes: number, mostBytesOfOwner: number) {
  const budget = createBudget(mostBytes);

  /** Reserves room for an answer until it is sent or its connection closed. Throws Failure `busy` where there is none. */
  return function reserveRoom(ctx: Context, owner: string, answer: string): void {
    const bytes = Math.min(Buffer.byteLength(answer), mostBytesOfOwner);
    const release = budget.take(bytes, [owner, mostBytesOfOwner]);
    if (!release) throw new Failure('busy', 'Too many answers wait for their readers');
    ctx.res.once('close', release);
    if (ctx.res.closed) release();
  };
}
