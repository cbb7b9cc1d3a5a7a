import { pipeline, type Readable, Transform } from 'node:stream';
import { unpackersOf } from '../http/content-encoding.ts';
import { type HttpClient, type HttpStream, RequestError } from '../http/request.ts';
import { limits } from '../limits.ts';
import { beginningOf } from './beginning.ts';
import { allowedAddressOf, type Lookup } from './vendor-url.ts';

/** `length` in bytes when the vendor's storage says it. Whoever gets one must read or destroy the body. */
export type Pdf = { body: Readable; length: number | undefined };

export type PdfSource = {
  http: Pick<HttpClient, 'stream'>;
  lookup: Lookup;
  /** Until a link has led to the first bytes of a PDF, whatever lies between; and for each silence within its body. */
  linkMs: number;
};

/** All that a PDF is known by: whoever stored it may have forgotten its type, or given it to something else. */
const mark = Buffer.from('%PDF-');

/**
 * The PDF behind a link of the vendor's; undefined when the link does not lead to one (any more), or `signal` says before
 * that nobody wants it. Later it cuts the body.
 */
export async function fetchPdf(
  source: PdfSource,
  link: string,
  allowsLoopback: boolean,
  signal: AbortSignal,
): Promise<Pdf | undefined> {
  const opening = new AbortController();
  const clock = setTimeout(() => opening.abort(new Error('The link leads nowhere for too long')), source.linkMs);
  const either = AbortSignal.any([signal, opening.signal]);
  try {
    return await follow(source, link, allowsLoopback, either);
  } catch (error) {
    if (either.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(clock);
  }
}

async function follow(source: PdfSource, link: string, allowsLoopback: boolean, signal: AbortSignal) {
  const { lookup } = source;
  let url = link;
  for (let redirects = 0; redirects <= limits.relayRedirects; redirects += 1) {
    const address = await allowedAddressOf(url, { allowsLoopback, lookup, signal });
    const answer = address === undefined ? undefined : await open(source, url, address, signal);
    if (!answer) return undefined;
    const pdf = answer.status === 200 ? await pdfIn(answer) : undefined;
    if (pdf) return pdf;
    answer.body.destroy();
    const next = redirectOf(answer, url);
    if (next === undefined) return undefined;
    url = next;
  }
  return undefined;
}

async function open(
  { http, linkMs }: PdfSource,
  url: string,
  address: string,
  signal: AbortSignal,
): Promise<HttpStream | undefined> {
  // A storage that takes a PDF for something else might refuse one who wants nothing but PDFs.
  const headers = { accept: 'application/pdf, */*;q=0.5', 'accept-encoding': 'identity' };
  try {
    return await http.stream({ method: 'GET', url, address, headers, timeoutMs: linkMs, signal });
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

/** Believes the bytes alone; those that say to be packed are looked into. */
async function pdfIn({ headers, body }: HttpStream): Promise<Pdf | undefined> {
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if ((length ?? 0) > limits.relayBytes) return undefined;
  const sent = through(body, [limitTo(limits.relayBytes)]);
  const beginning = await beginningOf(sent, mark.length);
  if (mark.equals(beginning)) return { body: sent, length };
  const unpackers = unpackersOf(headers['content-encoding'], beginning) ?? [];
  const unpacked = unpackers.length > 0 ? through(sent, [...unpackers, limitTo(limits.relayBytes)]) : undefined;
  if (unpacked && mark.equals(await beginningOf(unpacked, mark.length))) return { body: unpacked, length: undefined };
  (unpacked ?? sent).destroy();
  return undefined;
}

/** What fails or is destroyed takes all the others along. */
function through(source: Readable, transforms: Transform[]): Readable {
  return pipeline([source, ...transforms], () => undefined) as Transform;
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

function redirectOf({ status, headers: { location } }: HttpStream, url: string): string | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  return URL.canParse(location, url) ? new URL(location, url).href : undefined;
}
