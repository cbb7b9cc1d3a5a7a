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
import { opensBesidePage, opensPage } from './link-life.ts';
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

import { sendTranscripts } from './send-transcript.ts';
import type { TranscriptParts } from './transcript.ts';

export type { ReportAccount } from './report.ts';

/** In bytes: of all answers together, and of those for one report. */
type UnreadLimits = Record<'unreadBytes' | 'unreadOfReportBytes', number>;

const usual: UnreadLimits = { unreadBytes: limits.unreadBytes, unreadOfReportBytes: limits.unreadOfReportBytes };

type Parts = PdfParts &
  TranscriptParts & {
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
  sendTranscript: ReturnType<typeof sendTranscripts>;
  reserveRoom: ReturnType<typeof boundUnread>;
};

/** The report's own address, for recruiters. */
function addReports({ router, findReport, sendPdf, sendTranscript, reserveRoom, addresses, now }: Shared): void {
  router.get('/reports/:token', async (ctx) => {
    const found = await findByKey(ctx.params.token);
    const { record } = found;
    const to = { pdfUrl: addresses.pdfUrl(record), transcriptUrl: addresses.transcriptUrl(record) };
    const page = reportPage(found, completed(found, now()), to);
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
    const around = { url: transcriptUrl(found.record), reportUrl: reportUrl(found.record) };
    await sendTranscript(ctx, found, completed(found, now()), around);
  });
  router.all('/reports/:token/transcript', allowOnly('GET, HEAD'));

  async function findByKey(token: string | undefined): Promise<Found> {
    const found = await findReport(token);
    if (!isSameSecret(found.secret, found.record.reportKey)) throw noReport();
    if (hasReportLinkEnded(found, now())) throw linkEnded();
    return found;
  }
}

/** Shared links, which end after a time or a number of views. */
function addSharedLinks({
  router,
  findReport,
  sendPdf,
  sendTranscript,
  reserveRoom,
  links,
  addresses,
  now,
}: Shared): void {
  router.get('/shared/:token', async (ctx) => {
    const found = await findReport(ctx.params.token);
    const { record, secret } = found;
    const url = addresses.sharedUrl(record, secret);
    const to = { pdfUrl: `${url}/report.pdf`, transcriptUrl: `${url}/transcript` };
    const pageFor = (link: SharedLink | undefined): Page => {
      if (!link) throw noReport();
      if (!opensPage(link, now())) throw linkEnded();
      return sharedPage(found, completed(found, now()), to, link);
    };
    const page = pageFor(await links.read(record.id, secret));
    // Before the view is counted: a reader who gets 503 has not seen the page.
    reserveRoom(ctx, record.id, page.body);
    sendPage(ctx, ctx.method === 'HEAD' ? page : pageFor(await links.view(record.id, secret, now())));
  });
  router.all('/shared/:token', allowOnly('GET, HEAD'));

  router.get('/shared/:token/report.pdf', async (ctx) => {
    const { found } = await findWithPage(ctx.params.token);
    await sendPdf(ctx, found, completed(found, now()));
  });
  router.all('/shared/:token/report.pdf', allowOnly('GET, HEAD'));

  router.get('/shared/:token/transcript', async (ctx) => {
    const { found, link } = await findWithPage(ctx.params.token);
    const reportUrl = addresses.sharedUrl(found.record, found.secret);
    const around = { url: `${reportUrl}/transcript`, ...(link.viewsLeft === undefined ? { reportUrl } : {}) };
    await sendTranscript(ctx, found, completed(found, now()), around);
  });
  router.all('/shared/:token/transcript', allowOnly('GET, HEAD'));

  /** What belongs to the page opens as long as the page does, and for a while after its last view. */
  async function findWithPage(token: string | undefined): Promise<{ found: Found; link: SharedLink }> {
    const found = await findReport(token);
    const link = await links.read(found.record.id, found.secret);
    if (!link) throw noReport();
    if (!opensBesidePage(link, now())) throw linkEnded();
    return { found, link };
  }
}
