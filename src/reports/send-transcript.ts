import type { Context } from 'koa';
import { asFailure, type Failure } from '../errors.ts';
import { sendFailure } from '../pages/answer-pages.ts';
import { pageHeaders } from '../pages/headers.ts';
import { sendPage } from '../pages/render.tsx';
import { pageStyle } from '../pages/style.ts';
import { DeadEnd } from './dead-end.ts';
import type { Completed, Found } from './report.ts';
import { loadTranscripts, offersTranscript, type TranscriptParts } from './transcript.ts';
import { type Around, noTranscriptPage, transcriptPage } from './transcript-page.tsx';

type Parts = TranscriptParts & {
  /** Called for every failure that was answered with a page. */
  report: (failure: Failure, ctx: Context) => void;
  reserveRoom: (ctx: Context, id: string, body: Buffer) => void;
};

/** Answers with what was said, as the vendor tells it now. Throws Failure. */
export function sendTranscripts({ report, reserveRoom, ...parts }: Parts) {
  const loadTranscript = loadTranscripts(parts);

  return async function sendTranscript(
    ctx: Context,
    found: Found,
    publication: Completed,
    around: Around,
  ): Promise<void> {
    if (!offersTranscript(found, publication)) {
      throw new DeadEnd('noTranscript');
    }
    // HEAD makes no call to the vendor: a link scanner reads nothing.
    if (ctx.method === 'HEAD') return announce(ctx);
    const transcript = await loadTranscript(found.account, found.record, publication).catch((error: unknown) =>
      sendReason(ctx, found, error, around),
    );
    if (!transcript) return;
    const page = transcriptPage(found, transcript, around);
    reserveRoom(ctx, found.record.id, page.body);
    sendPage(ctx, page);
  };

  function sendReason(ctx: Context, found: Found, error: unknown, around: Around): undefined {
    const failure = asFailure(error);
    const page = noTranscriptPage(found, failure.kind, around);
    if (!page) throw error;
    report(failure, ctx);
    sendFailure(ctx, failure, page);
  }
}

function announce(ctx: Context): void {
  ctx.status = 200;
  ctx.set(pageHeaders({ style: pageStyle, forms: 'none' }));
}
