import { lookup } from 'node:dns/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'koa';
import { asFailure, Failure } from '../errors.ts';
import { createBudget } from '../http/budget.ts';
import type { HttpClient } from '../http/request.ts';
import type { Within } from '../interviews/budgets.ts';
import type { Emit, InterviewStore } from '../interviews/ports.ts';
import { queuePerKey } from '../interviews/queue-per-key.ts';
import { limits } from '../limits.ts';
import { pdfHeaders } from '../pages/headers.ts';
import type { ReportLocks } from '../store/report-lock.ts';
import { abortable } from './abortable.ts';
import { DeadEnd } from './dead-end.ts';
import { fetchPdf, type Pdf } from './fetch-pdf.ts';
import { renewReports } from './renew.ts';
import { type Completed, type Found, pdfOf, type WantedPdf } from './report.ts';
import type { Lookup } from './vendor-url.ts';

/** How many PDF relays may run at a time, and the time limits of each. */
export type RelayLimits = Record<'relays' | 'relaysOfAccount' | 'relaysOfReport' | 'relayMs' | 'relayLinkMs', number>;

const usual: RelayLimits = {
  relays: limits.relays,
  relaysOfAccount: limits.relaysOfAccount,
  relaysOfReport: limits.relaysOfReport,
  relayMs: limits.relayMs,
  relayLinkMs: limits.relayLinkMs,
};

export type PdfParts = {
  store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>;
  locks: ReportLocks;
  http: Pick<HttpClient, 'stream'>;
  /** For tests, as are other limits. */
  lookup?: Lookup;
  relayLimits?: RelayLimits;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  emit: Emit;
  within: Within;
};

/** Answers with the vendor's PDF, through a new link if the known one no longer works. Throws Failure. */
export function sendPdfs(parts: PdfParts) {
  const { relayLimits = usual, emit } = parts;
  const openPdf = createPdfOpener(parts);
  const places = createBudget(relayLimits.relays);

  return async function sendPdf(ctx: Context, found: Found, publication: Completed): Promise<void> {
    const wanted = pdfOf(found, publication);
    if (!wanted) throw new DeadEnd('noPdf');
    // HEAD makes no call to the vendor: a link scanner must not cause a new report.
    if (ctx.method === 'HEAD') return announcePdf(ctx);
    if (found.account.isPaused) throw new Failure('paused', 'This account is paused');

    const { account, record } = found;
    const where = { account: account.name, interviewId: record.id, attemptId: wanted.attemptId };
    const outcome = await relayInPlace(found, ctx, wanted).catch((error: unknown) => {
      emit({ event: 'report', outcome: 'unavailable', detail: asFailure(error).kind, ...where });
      throw error;
    });
    if (outcome === 'streamed') emit({ event: 'report', outcome, ...where });
    if (outcome === 'cut') emit({ event: 'report', outcome: 'unavailable', detail: 'cut short', ...where });
  };

  /** Takes one of the limited places until the relay has ended, however it ends. */
  async function relayInPlace(found: Found, ctx: Context, wanted: WantedPdf): Promise<Outcome> {
    const release = places.take(
      1,
      [`account ${found.account.name}`, relayLimits.relaysOfAccount],
      [`report ${found.record.id}`, relayLimits.relaysOfReport],
    );
    if (!release) throw new Failure('busy', 'Too many PDFs are being read at once');
    const late = new AbortController();
    const left = new AbortController();
    const clock = setTimeout(() => late.abort(), relayLimits.relayMs);
    ctx.res.once('close', () => left.abort());
    if (ctx.res.closed) left.abort();
    try {
      const pdf = await openPdf(found, wanted, AbortSignal.any([late.signal, left.signal]));
      announcePdf(ctx, pdf);
      return await relay(pdf.body, ctx, late.signal);
    } catch (error) {
      if (!left.signal.aborted && !late.signal.aborted) throw error;
      if (!left.signal.aborted) throw new Failure('vendor-unclear', 'The report did not come in time');
      ctx.respond = false;
      return 'abandoned';
    } finally {
      clearTimeout(clock);
      release();
    }
  }
}

/** The PDF at the known link, or at a new one if that no longer works. It throws Failure. */
export function createPdfOpener(parts: PdfParts) {
  const { http, lookup: lookUp = lookUpOneByOne(), relayLimits = usual, locks, now } = parts;
  const renewReport = renewReports(parts);
  const source = { http, lookup: lookUp, linkMs: relayLimits.relayLinkMs };

  return async function openPdf({ account, record }: Found, wanted: WantedPdf, signal: AbortSignal): Promise<Pdf> {
    const { link } = wanted;
    const { allowsLoopback } = account.reports;
    const isAlive = link !== undefined && (link.validUntil === undefined || link.validUntil > now());
    const pdf = isAlive ? await fetchPdf(source, link.url, allowsLoopback, signal) : undefined;
    if (pdf) return pdf;
    signal.throwIfAborted();
    // The vendor finishes it for the next reader, even if this one has left.
    const renewed = await abortable(renewReport(account, record.id, wanted), signal);
    const again = await fetchPdf(source, renewed.url, allowsLoopback, signal);
    if (again) return again;
    signal.throwIfAborted();
    await locks.rest(record.id);
    throw new Failure('vendor-refused', 'The new link leads to no report either');
  };
}

type Outcome = 'streamed' | 'cut' | 'abandoned';

/**
 * Node runs four name lookups at a time, those for callbacks included: an unanswered name may use one of the four, not
 * all.
 */
function lookUpOneByOne(): Lookup {
  const runQueued = queuePerKey(limits.relays, 'Too many PDFs are being read at once');
  return (host) => runQueued(host, async () => (await lookup(host, { all: true })).map(({ address }) => address));
}

function announcePdf(ctx: Context, pdf?: Pdf): void {
  ctx.status = 200;
  ctx.set(pdfHeaders);
  if (pdf?.length !== undefined) ctx.set('Content-Length', String(pdf.length));
}

/**
 * Streams a PDF to its reader. If either side disconnects or stalls, or the time is over, both connections are closed:
 * half a file must not look complete.
 */
async function relay(body: Readable, ctx: Context, signal: AbortSignal): Promise<Outcome> {
  ctx.respond = false;
  try {
    await pipeline(body, ctx.res, { signal });
    return 'streamed';
  } catch (error) {
    // Only the reader's disconnect has this code.
    const isByReader = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    return isByReader ? 'abandoned' : 'cut';
  }
}
