import Router from '@koa/router';
import type { Context } from 'koa';
import { type AgainParts, askAgain, findAgain, openAgain } from '../applications/ask-again.ts';
import { Failure } from '../errors.ts';
import { createAllowance } from '../http/allowance.ts';
import { allowOnly } from '../http/errors.ts';
import type { ReadBytes } from '../http/json-body.ts';
import type { Load } from '../http/load-shedding.ts';
import { boundUnread } from '../http/unread.ts';
import { limits } from '../limits.ts';
import { answerPages } from '../pages/answer-pages.ts';
import { type Page, sendPage } from '../pages/render.tsx';
import { varyByLanguage } from '../pages/vary.ts';
import { againFailurePage } from './failure-page.ts';
import { againPage, askedPage } from './page.tsx';
import { type Reading, readingFor } from './words.ts';

type Parts = AgainParts & {
  enter: Load['enter'];
  readBytes: ReadBytes;
  /** Called for every failure that was answered with a page. */
  report: (failure: Failure, ctx: Context) => void;
};

/**
 * The page behind a link in a comment, by which a person has a candidate invited. GET changes nothing, so mail scanners
 * may visit. Every answer is a page; 410 where the link is of no use any more.
 */
export function againRoutes(parts: Parts): Router {
  const { enter, readBytes, report } = parts;
  const { now } = parts;
  const mayRead = createAllowance({ most: limits.againReadsOfAccount, ms: limits.againMs, now });
  const mayPress = createAllowance({ most: limits.againPressesOfApplication, ms: limits.againMs, now });
  const reserveRoom = boundUnread(limits.unreadBytes, limits.unreadOfReportBytes);
  const router = new Router();
  router.use(varyByLanguage);
  router.use(answerPages(report, (failure, ctx) => againFailurePage(failure, ctx.get('Accept-Language'))));

  router.get('/again/:token', async (ctx) => {
    const found = await findAgain(parts, String(ctx.params.token));
    const { name } = found.account;
    enter(ctx.req, name);
    // Mail scanners open many links at once: they take no request from invitations and results.
    const again = await openAgain(parts, found, { isRead: !found.account.isPaused && mayRead(name) });
    ctx.status = again.state.is === 'open' ? 200 : 410;
    send(ctx, again.record.id, againPage(again, readingOf(ctx), { isAsked: false }));
  });

  router.post('/again/:token', async (ctx) => {
    const found = await findAgain(parts, String(ctx.params.token));
    const { name } = found.account;
    enter(ctx.req, name);
    if (found.account.isPaused) throw new Failure('paused', 'This account is paused');
    if (!mayPress(found.record.id)) throw new Failure('busy', 'The button is pressed too often');
    const fields = new URLSearchParams((await readBytes(ctx, name)).toString('utf8'));
    const { asked, again } = await askAgain(parts, found, fields.get('form') ?? '');
    ctx.status = asked ? 200 : again.state.is === 'open' ? 409 : 410;
    const reading = readingOf(ctx);
    send(ctx, again.record.id, asked ? askedPage(again, reading) : againPage(again, reading, { isAsked: true }));
  });

  router.all('/again/:token', allowOnly('GET, HEAD, POST'));
  router.all('/again{/*rest}', () => {
    throw noLink();
  });
  return router;

  function send(ctx: Context, id: string, page: Page): void {
    reserveRoom(ctx, id, page.body);
    sendPage(ctx, page);
  }
}

function readingOf(ctx: Context): Reading {
  return readingFor(ctx.get('Accept-Language'));
}

function noLink(): Failure {
  return new Failure('not-found', 'There is no such link');
}
