import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { createBudget } from '../http/budget.ts';
import type { Html } from '../http/html.ts';
import { limits } from '../limits.ts';

/** In all, and of one report, in bytes. */
export type UnreadLimits = Record<'unreadBytes' | 'unreadOfReportBytes', number>;

const usual: UnreadLimits = { unreadBytes: limits.unreadBytes, unreadOfReportBytes: limits.unreadOfReportBytes };

/** Pages that their readers have not taken yet: they lie in memory meanwhile, and who has a link can ask for any number. */
export function boundUnread({ unreadBytes, unreadOfReportBytes }: UnreadLimits = usual) {
  const budget = createBudget(unreadBytes);

  /** Holds room for a page until its answer has gone or its reader has. Throws Failure while there is none. */
  return function holdRoom(ctx: Context, id: string, page: Html): void {
    const bytes = Math.min(Buffer.byteLength(String(page)), unreadOfReportBytes);
    const giveBack = budget.take(bytes, [id, unreadOfReportBytes]);
    if (!giveBack) throw new Failure('busy', 'Too many pages wait for their readers');
    ctx.res.once('close', giveBack);
    if (ctx.res.closed) giveBack();
  };
}
