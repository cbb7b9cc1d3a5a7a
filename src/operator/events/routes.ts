import Router from '@koa/router';
import type { Context } from 'koa';
import type { Registry } from 'prom-client';
import { Failure } from '../../errors.ts';
import { allowOnly } from '../../http/errors.ts';
import { limits } from '../../limits.ts';
import type { EventStreams } from '../../store/events.ts';
import { quoting, shortened } from '../api/found.ts';
import { operatorOnly } from '../operator-only.ts';
import { type Cursor, cursorOf, invalid, textOf } from './cursor.ts';
import { openEventListeners } from './listeners.ts';
import { type Batch, cursorAtBeginning, cursorAtEnd, readAfter } from './read.ts';

type Parts = {
  streams: EventStreams;
  registry: Registry;
  operatorToken: string | undefined;
  /** Throws Failure where there are too many requests. */
  takeTurn: () => void;
  now: () => number;
  monotonic: () => number;
};

/** `GET /api/v1/events`: what happened, as it happens or page by page. */
export function openEvents({ streams, registry, operatorToken, takeTurn, now, monotonic }: Parts) {
  const parts = { streams, now };
  const listeners = openEventListeners({
    readAfter: (from, limit) => readAfter(parts, from, limit),
    registry,
    monotonic,
  });
  const requireOperator = operatorOnly(operatorToken);
  const router = new Router();

  router.use(async (ctx, next) => {
    requireOperator(ctx);
    await next();
  });
  router.get('/api/v1/events', async (ctx) => {
    takeTurn();
    refuseUnknown(ctx);
    // An answer without a body would never end.
    const isPage = ctx.method === 'HEAD' || ctx.accepts('text/event-stream', 'application/json') === 'application/json';
    if (isPage) {
      const limit = limitOf(ctx);
      const { items, next } = await pageAfter(await cursorOfRequest(ctx), limit);
      ctx.body = { items: items.map(({ event }) => event), next_cursor: textOf(next) };
      return;
    }
    listeners.refuseIfFull();
    const cursor = await cursorOfRequest(ctx);
    // So that a cursor that is too old is answered 410.
    await readAfter(parts, cursor, 1);
    listeners.refuseIfFull();
    ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    ctx.status = 200;
    ctx.respond = false;
    ctx.flushHeaders();
    listeners.add(ctx.res, cursor);
  });
  router.all('/api/v1/events', allowOnly('GET, HEAD'));

  return { router, close: listeners.close };

  /** A client that comes back repeats its URL, and says in the header how far it came. */
  async function cursorOfRequest(ctx: Context): Promise<Cursor> {
    const account = queryOf(ctx, 'account');
    if (account !== undefined && !/^[a-z0-9][a-z0-9-]{0,99}$/.test(account)) {
      throw invalid('account should be the name of an account');
    }
    const after = ctx.get('Last-Event-ID') || queryOf(ctx, 'after');
    if (after === undefined) return cursorAtEnd(parts, account);
    return after === '0' ? cursorAtBeginning(parts, account) : cursorOf(after, account, now());
  }

  /** Others may have been busy in the stream of an account: an empty page is the end. */
  async function pageAfter(from: Cursor, limit: number): Promise<Batch> {
    let batch = await readAfter(parts, from, limit);
    while (batch.items.length === 0 && !batch.isAll) batch = await readAfter(parts, batch.next, limit);
    return batch;
  }
}

const known: ReadonlySet<string> = new Set(['after', 'account', 'limit']);

function refuseUnknown({ query }: Context): void {
  const unknown = Object.keys(query).find((name) => !known.has(name));
  // The caller may have sent anything.
  if (unknown === undefined) return;
  throw new Failure('invalid-field', `Unknown query parameter: ${shortened(unknown)}`, quoting);
}

function limitOf(ctx: Context): number {
  const text = queryOf(ctx, 'limit') ?? String(limits.eventsOfPage);
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > limits.eventsOfPage) {
    throw invalid(`limit should be a number from 1 to ${limits.eventsOfPage}`);
  }
  return limit;
}

/** Undefined where it is absent, or given more than once. */
function queryOf(ctx: Context, name: string): string | undefined {
  const value = ctx.query[name];
  if (Array.isArray(value)) throw invalid(`${name} is given twice`);
  return value === '' ? undefined : value;
}
