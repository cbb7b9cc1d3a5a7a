import Router from '@koa/router';
import type { Context } from 'koa';
import type { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import { isSameSecret } from '../http/secrets.ts';
import { boundUnread } from '../http/unread.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import { limits } from '../limits.ts';
import { answerPages } from '../pages/answer-pages.ts';
import { type Page, sendPage } from '../pages/render.tsx';
import type { SharedLink, SharedLinks } from '../store/shared-links.ts';
import type { ReportAddresses } from './address.ts';
import { failurePage } from './failure-page.ts';
import { opensPage, opensPdf } from './link-life.ts';
import { reportPage, sharedPage } from './page.tsx';
import { type PdfParts, sendPdfs } from './pdf.ts';
import {
  completed,
  type Found,
  findReports,
  hasReportLinkEnded,
  linkEnded,
  noReport,
  type ReportAccount,
} from './report.ts';

export type { ReportAccount } from './report.ts';

/** In bytes: of all answers together, and of those for one report. */
type UnreadLimits = Record<'unreadBytes' | 'unreadOfReportBytes', number>;

const usual: UnreadLimits = { unreadBytes: limits.unreadBytes, unreadOfReportBytes: limits.unreadOfReportBytes };

type Parts = PdfParts & {
  accounts: Accounts<ReportAccount>;
  links: Pick<SharedLinks, 'read' | 'view'>;
  addresses: ReportAddresses;
  /** For tests. */
  unreadLimits?: UnreadLimits;
  /** Called for every failure that was answered with a page. */
  report: (failure: Failure, ctx: Context) => void;
};

/** Pages for people with a link, and the PDFs behind them. Every answer, errors included, is a page or a PDF. */
export function reportRoutes(parts: Parts): Router {
  const { unreadBytes, unreadOfReportBytes } = parts.unreadLimits ?? usual;
  const shared = {
    ...parts,
    router: new Router(),
    findReport: findReports(parts.accounts, parts.store),
    sendPdf: sendPdfs(parts),
    reserveRoom: boundUnread(unreadBytes, unreadOfReportBytes),
  };
  const { router } = shared;
  router.use(answerPages(parts.report, failurePage));
  addReports(shared);
  addSharedLinks(shared);
  router.all(['/reports{/*rest}', '/shared{/*rest}'], () => {
    throw noReport();
  });
  return router;
}

type Shared = Parts & {
  router: Router;
  findReport: ReturnType<typeof findReports>;
  sendPdf: ReturnType<typeof sendPdfs>;
  reserveRoom: ReturnType<typeof boundUnread>;
};

/** The report's own address, for recruiters. */
function addReports({ router, findReport, sendPdf, reserveRoom, addresses, now }: Shared): void {
  router.get('/reports/:token', async (ctx) => {
    const found = await findByKey(ctx.params.token);
    const page = reportPage(found, completed(found, now()), addresses.pdfUrl(found.record));
    reserveRoom(ctx, found.record.id, page.body);
    sendPage(ctx, page);
  });
  router.all('/reports/:token', allowOnly('GET, HEAD'));

  router.get('/reports/:token/report.pdf', async (ctx) => {
    const found = await findByKey(ctx.params.token);
    await sendPdf(ctx, found, completed(found, now()));
  });
  router.all('/reports/:token/report.pdf', allowOnly('GET, HEAD'));

  async function findByKey(token: string | undefined): Promise<Found> {
    const found = await findReport(token);
    if (!isSameSecret(found.secret, found.record.reportKey)) throw noReport();
    if (hasReportLinkEnded(found, now())) throw linkEnded();
    return found;
  }
}

/** Shared links, which end after a time or a number of views. */
function addSharedLinks({ router, findReport, sendPdf, reserveRoom, links, addresses, now }: Shared): void {
  router.get('/shared/:token', async (ctx) => {
    const found = await findReport(ctx.params.token);
    const { record, secret } = found;
    const pdfUrl = `${addresses.sharedUrl(record, secret)}/report.pdf`;
    const pageFor = (link: SharedLink | undefined): Page => {
      if (!link) throw noReport();
      if (!opensPage(link, now())) throw linkEnded();
      return sharedPage(found, completed(found, now()), pdfUrl, link);
    };
    const page = pageFor(await links.read(record.id, secret));
    // Before the view is counted: a reader who gets 503 has not seen the page.
    reserveRoom(ctx, record.id, page.body);
    sendPage(ctx, ctx.method === 'HEAD' ? page : pageFor(await links.view(record.id, secret, now())));
  });
  router.all('/shared/:token', allowOnly('GET, HEAD'));

  router.get('/shared/:token/report.pdf', async (ctx) => {
    const found = await findReport(ctx.params.token);
    const link = await links.read(found.record.id, found.secret);
    if (!link) throw noReport();
    if (!opensPdf(link, now())) throw linkEnded();
    await sendPdf(ctx, found, completed(found, now()));
  });
  router.all('/shared/:token/report.pdf', allowOnly('GET, HEAD'));
}
