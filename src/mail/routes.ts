import Router from '@koa/router';
import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import type { Load } from '../http/load-shedding.ts';
import { boundUnread } from '../http/unread.ts';
import { type Opened, openedOf, openLink } from '../interviews/open-link.ts';
import { isWebLink } from '../interviews/parse-url.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Account } from '../interviews/ports.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { WorkParts } from '../interviews/turn.ts';
import { limits } from '../limits.ts';
import { answerPages } from '../pages/answer-pages.ts';
import { languageFor } from '../pages/language.ts';
import { type Page, sendPage } from '../pages/render.tsx';
import { varyByLanguage } from '../pages/vary.ts';
import { opensPageOf, parseCandidateToken } from './address.ts';
import { candidateFailurePage } from './failure-pages.ts';
import { letterTo } from './letter.ts';
import { candidatePage, type Invitation } from './page.tsx';
import type { CandidateSettings } from './settings.ts';

export type CandidateAccount = Account & { candidates: CandidateSettings };

type Parts = Pick<WorkParts, 'store' | 'now' | 'within'> & {
  accounts: Accounts<CandidateAccount>;
  enter: Load['enter'];
  sleep: (ms: number) => Promise<void>;
  /** Called for every failure that was answered with a page. */
  report: (failure: Failure, ctx: Context) => void;
};

type Found = { account: CandidateAccount; record: InterviewRecord };

/** The page that an invitation leads to, and its button. Every answer is a page or leads to the vendor. */
export function invitationRoutes(parts: Parts): Router {
  const { enter, report, now } = parts;
  const findByToken = findCandidates(parts);
  const reserveRoom = boundUnread(limits.unreadBytes, limits.unreadOfReportBytes);
  const router = new Router();
  router.use(varyByLanguage);
  router.use(answerPages(report, candidateFailurePage));

  router.get('/i/:token', async (ctx) => {
    const found = await findByToken(ctx.params.token);
    show(ctx, found, openedOf(found.record, found.account, now()));
  });

  router.post('/i/:token', async (ctx) => {
    const { account, record } = await findByToken(ctx.params.token);
    // It may call the vendor.
    enter(ctx.req, account.name);
    const opened = await openLink(parts, account, record.id);
    if (!opened) throw noInterview();
    if (opened.outcome === 'link' && isWebLink(opened.link)) return leadTo(ctx, opened.link);
    show(ctx, { account, record }, opened);
  });

  router.all('/i/:token', allowOnly('GET, HEAD, POST'));
  router.all('/i{/*rest}', () => {
    throw noInterview();
  });
  return router;

  function show(ctx: Context, { account, record }: Found, opened: Opened): void {
    const page = pageOf(account, record, opened, ctx.get('Accept-Language'));
    reserveRoom(ctx, record.id, page.body);
    sendPage(ctx, page);
  }
}

function findCandidates({ accounts, store }: Pick<Parts, 'accounts' | 'store'>) {
  return async function findByToken(token = ''): Promise<Found> {
    const parsed = parseCandidateToken(token);
    const record = parsed && (await store.read(parsed.id))?.record;
    const account = record && accounts.get(record.account);
    if (!account || !opensPageOf(record, parsed.secret)) throw noInterview();
    return { account, record };
  };
}

function pageOf(account: CandidateAccount, record: InterviewRecord, opened: Opened, accepted: string): Page {
  const { candidates: settings, policy, vendor } = account;
  const letter = letterTo(record, {
    // The account may have switched to another vendor since.
    vendorTitle: vendor.name === record.vendor ? vendor.title : record.vendor,
    expiresAt: record.createdAt + policy.invitationExpiresAfterMs,
    settings,
    language: languageFor(accepted, Object.keys(settings.texts), settings.language),
  });
  return candidatePage(letter, invitationOf(opened));
}

function invitationOf(opened: Opened): Invitation {
  if (opened.outcome === 'over') return { state: opened.status };
  if (opened.outcome === 'link' && isWebLink(opened.link)) return { state: 'open', link: opened.link };
  return { state: 'elsewhere' };
}

/** See Other: the browser goes there with GET, without an address that it came from. */
function leadTo(ctx: Context, link: string): void {
  ctx.status = 303;
  // As it is where a header can carry it: the vendor may have signed it.
  ctx.set('Location', /^[\x21-\x7e]+$/.test(link) ? link : new URL(link).href);
  ctx.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' });
  ctx.body = '';
}

function noInterview(): Failure {
  return new Failure('not-found', 'There is no such interview');
}
