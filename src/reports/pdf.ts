import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'koa';
import { asFailure, Failure } from '../errors.ts';
import type { HttpClient } from '../http/request.ts';
import type { InterviewStore, Tell } from '../interviews/ports.ts';
import type { ReportLocks } from '../store/report-lock.ts';
import { fetchPdf, largestPdfBytes, type Pdf } from './fetch-pdf.ts';
import { renewReports } from './renew.ts';
import { type Completed, type Found, pdfOf, type WantedPdf } from './report.ts';

type Parts = {
  store: Pick<InterviewStore, 'read' | 'save'>;
  locks: ReportLocks;
  http: Pick<HttpClient, 'stream'>;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  tell: Tell;
};

/** Answers with the vendor's PDF, through a new link where the known one has died. Throws Failure. */
export function sendPdfs(parts: Parts) {
  const { http, locks, now, tell } = parts;
  const renewReport = renewReports(parts);

  return async function sendPdf(ctx: Context, found: Found, publication: Completed): Promise<void> {
    const wanted = pdfOf(found, publication);
    if (!wanted) throw new Failure('not-found', 'There is no PDF report of this interview.');
    ctx.status = 200;
    ctx.set('Content-Type', 'application/pdf');
    ctx.set('Content-Disposition', 'inline; filename="interview-report.pdf"');
    // The vendor is not asked: a scanner must not have a report made.
    if (ctx.method === 'HEAD') return;

    const { account, record } = found;
    const where = { account: account.name, interviewId: record.id, attemptId: wanted.attemptId };
    const pdf = await openPdf(found, wanted).catch((error: unknown) => {
      ctx.remove('Content-Disposition');
      tell({ event: 'report', outcome: 'unavailable', detail: asFailure(error).kind, ...where });
      throw error;
    });
    if (pdf.length !== undefined) ctx.set('Content-Length', String(pdf.length));
    const outcome = await relay(pdf, ctx);
    if (outcome === 'streamed') tell({ event: 'report', outcome, ...where });
    if (outcome === 'cut') tell({ event: 'report', outcome: 'unavailable', detail: 'cut short', ...where });
  };

  async function openPdf({ account, record }: Found, wanted: WantedPdf): Promise<Pdf> {
    const { link } = wanted;
    const { allowsLoopback } = account.reports;
    const isAlive = link !== undefined && (link.validUntil === undefined || link.validUntil > now());
    const pdf = isAlive ? await fetchPdf(http, link.url, allowsLoopback) : undefined;
    if (pdf) return pdf;
    const renewed = await renewReport(account, record.id, wanted);
    const again = await fetchPdf(http, renewed.url, allowsLoopback);
    if (!again) {
      await locks.rest(record.id);
      throw new Failure('vendor-refused', 'The new link leads to no report either');
    }
    return again;
  }
}

/**
 * Passes a PDF on as it comes. When either side breaks off or stands still, both connections are cut, so that half a
 * file never looks whole.
 */
async function relay({ body }: Pdf, ctx: Context): Promise<'streamed' | 'cut' | 'abandoned'> {
  ctx.respond = false;
  try {
    await pipeline(body, limitTo(largestPdfBytes), ctx.res);
    return 'streamed';
  } catch (error) {
    // Only the reader's side ends without a reason of its own.
    const isByReader = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    return isByReader ? 'abandoned' : 'cut';
  }
}

function limitTo(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > bytes) done(new Error('The report is too large'));
      else done(null, chunk);
    },
  });
}
