import { asFailure } from '../errors.ts';
import { limits } from '../limits.ts';
import { createPdfOpener, type PdfParts } from './pdf.ts';
import { type Completed, type Found, pdfOf } from './report.ts';

/**
 * The vendor's PDF as a whole, for a place that keeps a copy of it. Undefined where there is none, none comes before
 * `signal` aborts, or it is larger than `limits.attachmentBytes`.
 */
export function loadPdfs(parts: PdfParts) {
  const openPdf = createPdfOpener(parts);

  return async function loadPdf(
    found: Found,
    publication: Completed,
    signal: AbortSignal,
  ): Promise<Buffer | undefined> {
    const wanted = pdfOf(found, publication);
    if (!wanted || found.account.isPaused) return undefined;
    const where = { account: found.account.name, interviewId: found.record.id, attemptId: wanted.attemptId };
    try {
      const { body, length = 0 } = await openPdf(found, wanted, signal);
      return await wholeOf(body, length);
    } catch (error) {
      const detail = signal.aborted ? 'not in time' : asFailure(error).kind;
      parts.emit({ event: 'report', outcome: 'unavailable', detail, ...where });
      return undefined;
    }
  };
}

async function wholeOf(body: AsyncIterable<Buffer> & { destroy(): unknown }, length: number) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    if (length > limits.attachmentBytes) return undefined;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > limits.attachmentBytes) return undefined;
      chunks.push(chunk);
    }
    // Half a file must not look complete.
    return length > 0 && bytes !== length ? undefined : Buffer.concat(chunks);
  } finally {
    body.destroy();
  }
}
