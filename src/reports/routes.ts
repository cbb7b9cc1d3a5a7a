import Router from '@koa/router';
import type { Context } from 'koa';
import type { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import { isSameSecret } from '../http/secrets.ts';
import { boundUnread } from '../http/unread.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import { fullName } from '../interviews/record.ts';
import { limits } from '../limits.ts';
import { answerPages } from '../pages/answer-pages.ts';
import { type Page, sendPage } from '../pages/render.tsx';
import { varyByLanguage } from '../pages/vary.ts';
import type { SharedLink, SharedLinks } from '../store/shared-links.ts';
import type { ReportAddresses } from './address.ts';
import { DeadEnd } from './dead-end.ts';
import { failurePage } from './failure-page.ts';
import { isUsedUp, opensBesidePage, opensPage } from './link-life.ts';
import { openingPage, reportPage, sharedNameOf, sharedPage } from './page.tsx';
import { type PdfParts, sendPdfs } from './pdf.ts';
import { completed, type Found, findReports, hasReportLinkEnded, type ReportAccount } from './report.ts';

import { sendTranscripts } from './send-transcript.ts';
import type { TranscriptParts } from './transcript.ts';
import { type Reading, readingFor } from './words.ts';

export type { ReportAccount } from './report.ts';

/** In bytes: of all answers together, and of those for one report. */
type UnreadLimits = Record<'unreadBytes' | 'unreadOfReportBytes', number>;

const usual: UnreadLimits = { unreadBytes: limits.unreadBytes, unreadOfReportBytes: limits.unreadOfReportBytes };

type Parts = PdfParts &
  TranscriptParts & {
    accounts: Accounts<ReportAccount>;
    links: Pick<SharedLinks, 'read' | 'view'>;
    addresses: ReportAddresses;
    /** The names of an account's templates by their ids, as they were last listed. */
    templateNames: (account: string) => Promise<ReadonlyMap<string, string>>;
    /** For tests. */
    unreadLimits?: UnreadLimits;
    /** Called for every failure that was answered with a page. */
    report: (failure: Failure, ctx: Context) => void;
  };

/** Pages for people with a link, and the PDFs behind them. Every answer, errors included, is a page or a PDF. */
export function reportRoutes(parts: Parts): Router {
  const { unreadBytes, unreadOfReportBytes } = parts.unreadLimits ?? usual;
  const reserveRoom = boundUnread(unreadBytes, unreadOfReportBytes);
  const shared = {
    ...parts,
    router: new Router(),
    findReport: findReports(parts.accounts, parts.store),
    sendPdf: sendPdfs(parts),
    sendTranscript: sendTranscripts({ ...parts, reserveRoom }),
    reserveRoom,
  };
  const { router } = shared;
  router.use(varyByLanguage);
  router.use(answerPages(parts.report, (failure, ctx) => failurePage(failure, ctx.get('Accept-Language'))));
  addReports(shared);
  addSharedLinks(shared);
  router.all(['/reports{/*rest}', '/shared{/*rest}'], () => {
    throw new DeadEnd('unknown');
  });
  return router;
}

type Shared = Parts & {
  router: Router;
  findReport: ReturnType<typeof findReports>;
  sendPdf: ReturnType<typeof sendPdfs>;
  sendTranscript: ReturnType<typeof sendTranscripts>;
  reserveRoom: ReturnType<typeof boundUnread>;
};

/** The report's own address, for recruiters. */
function addReports({
  router,
  findReport,
  sendPdf,
  sendTranscript,
  reserveRoom,
  addresses,
  templateNames,
  now,
}: Shared): void {
  router.get('/reports/:token', async (ctx) => {
    const found = await findByKey(ctx.params.token);
    const { record } = found;
    const to = { pdfUrl: addresses.pdfUrl(record), transcriptUrl: addresses.transcriptUrl(record) };
    const publication = completed(found, now());
    const templateName = (await templateNames(record.account)).get(record.templateId);
    const page = reportPage({ found, publication, to, reading: readingOf(ctx, found), templateName });
    reserveRoom(ctx, record.id, page.body);
    sendPage(ctx, page);
  });
  router.all('/reports/:token', allowOnly('GET, HEAD'));

  router.get('/reports/:token/report.pdf', async (ctx) => {
    const found = await findByKey(ctx.params.token);
    await sendPdf(ctx, found, completed(found, now()));
  });
  router.all('/reports/:token/report.pdf', allowOnly('GET, HEAD'));

  router.get('/reports/:token/transcript', async (ctx) => {
    const found = await findByKey(ctx.params.token);
    const { transcriptUrl, reportUrl } = addresses;
    const [name, reading] = [fullName(found.record.candidate), readingOf(ctx, found)];
    const around = { url: transcriptUrl(found.record), reportUrl: reportUrl(found.record), name, reading };
    await sendTranscript(ctx, found, completed(found, now()), around);
  });
  router.all('/reports/:token/transcript', allowOnly('GET, HEAD'));

  async function findByKey(token: string | undefined): Promise<Found> {
    const found = await findReport(token);
    if (!isSameSecret(found.secret, found.record.reportKey)) throw new DeadEnd('unknown');
    if (hasReportLinkEnded(found, now())) throw new DeadEnd('expired');
    return found;
  }
}

/** Shared links, which end after a time or a number of views. */
function addSharedLinks(shared: Shared): void {
  const { router, findReport, sendPdf, sendTranscript, reserveRoom, links, addresses, templateNames, now } = shared;

  router.get('/shared/:token', async (ctx) => {
    const found = await findReport(ctx.params.token);
    const link = opened(await links.read(found.record.id, found.secret));
    const page = await pageOf(ctx, found, link);
    reserveRoom(ctx, found.record.id, page.body);
    const { viewsLeft } = link;
    sendPage(ctx, viewsLeft === undefined ? page : openingPage(found, viewsLeft, readingOf(ctx, found)));
  });

  router.post('/shared/:token', async (ctx) => {
    const found = await findReport(ctx.params.token);
    const { record, secret } = found;
    const page = await pageOf(ctx, found, opened(await links.read(record.id, secret)));
    // Before the view is counted: a reader who gets 503 has not seen the page.
    reserveRoom(ctx, record.id, page.body);
    sendPage(ctx, await pageOf(ctx, found, opened(await links.view(record.id, secret, now()))));
  });
  router.all('/shared/:token', allowOnly('GET, HEAD, POST'));

  router.get('/shared/:token/report.pdf', async (ctx) => {
    const found = await findBesidePage(ctx);
    if (found) await sendPdf(ctx, found, completed(found, now()));
  });
  router.all('/shared/:token/report.pdf', allowOnly('GET, HEAD'));

  router.get('/shared/:token/transcript', async (ctx) => {
    const found = await findBesidePage(ctx);
    if (!found) return;
    const reportUrl = addresses.sharedUrl(found.record, found.secret);
    const [name, reading] = [sharedNameOf(found), readingOf(ctx, found)];
    await sendTranscript(ctx, found, completed(found, now()), {
      url: `${reportUrl}/transcript`,
      reportUrl,
      name,
      reading,
    });
  });
  router.all('/shared/:token/transcript', allowOnly('GET, HEAD'));

  async function pageOf(ctx: Context, found: Found, link: SharedLink): Promise<Page> {
    const { record, secret } = found;
    const url = addresses.sharedUrl(record, secret);
    const to = { pdfUrl: `${url}/report.pdf`, transcriptUrl: `${url}/transcript` };
    const publication = completed(found, now());
    const templateName = (await templateNames(record.account)).get(record.templateId);
    return sharedPage({ found, publication, to, reading: readingOf(ctx, found), templateName }, link);
  }

  function opened(link: SharedLink | undefined): SharedLink {
    if (!link) throw new DeadEnd('unknown');
    if (!opensPage(link, now())) throw new DeadEnd(isUsedUp(link) ? 'usedUp' : 'sharedExpired');
    return link;
  }

  /** What belongs to a view of the page. Undefined where that view is over and the answer leads to the next one. */
  async function findBesidePage(ctx: Context): Promise<Found | undefined> {
    const found = await findReport(ctx.params.token);
    const link = await links.read(found.record.id, found.secret);
    if (link && opensBesidePage(link, now())) return found;
    opened(link);
    ctx.status = 303;
    ctx.set({ Location: addresses.sharedUrl(found.record, found.secret), 'Cache-Control': 'no-store' });
    ctx.body = '';
    return undefined;
  }
}

function readingOf(ctx: Context, { account }: Found): Reading {
  return readingFor(ctx.get('Accept-Language'), account.reports.timeZone);
}
