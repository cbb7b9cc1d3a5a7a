import { pipeline, type Readable, Transform } from 'node:stream';
import { unpackersOf } from '../http/content-encoding.ts';
import { type HttpClient, type HttpStream, RequestError } from '../http/request.ts';
import { parseUrl } from '../interviews/parse-url.ts';
import { limits } from '../limits.ts';
import { peek } from './peek.ts';
import { allowedAddressOf, type Lookup } from './vendor-url.ts';

/** `length` in bytes, if the vendor's storage says it. The caller has to read or destroy the body. */
export type Pdf = { body: Readable; length: number | undefined };

export type PdfSource = {
  http: Pick<HttpClient, 'stream'>;
  lookup: Lookup;
  /** Time limit until a link has led to the first bytes of a PDF, and for each silence within its body. */
  linkMs: number;
};

/** Every PDF begins with these bytes. The storage's Content-Type is not trusted: it may be missing or wrong. */
const signature = Buffer.from('%PDF-');

/**
 * The PDF behind a link of the vendor; undefined when the link does not lead to one (any more), or `signal` aborts
 * before. Later `signal` aborts the body.
 */
export async function fetchPdf(
  source: PdfSource,
  link: string,
  allowsLoopback: boolean,
  signal: AbortSignal,
): Promise<Pdf | undefined> {
  const opening = new AbortController();
  const clock = setTimeout(() => opening.abort(new Error('The link took too long')), source.linkMs);
  const anySignal = AbortSignal.any([signal, opening.signal]);
  try {
    return await follow(source, link, allowsLoopback, anySignal);
  } catch (error) {
    if (anySignal.aborted) return undefined;
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
  // A storage that serves the PDF under another type might refuse `Accept: application/pdf`.
  const headers = { accept: 'application/pdf, */*;q=0.5', 'accept-encoding': 'identity' };
  try {
    return await http.stream({ method: 'GET', url, address, headers, silenceMs: linkMs, signal });
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

/** Decides by the bytes, decompressed if necessary. */
async function pdfIn({ headers, body }: HttpStream): Promise<Pdf | undefined> {
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if ((length ?? 0) > limits.relayBytes) return undefined;
  const raw = through(body, [limitTo(limits.relayBytes)]);
  const first = await peek(raw, signature.length);
  if (signature.equals(first)) return { body: raw, length };
  const decompressors = unpackersOf(headers['content-encoding'], first) ?? [];
  const decompressed =
    decompressors.length > 0 ? through(raw, [...decompressors, limitTo(limits.relayBytes)]) : undefined;
  if (decompressed && signature.equals(await peek(decompressed, signature.length)))
    return { body: decompressed, length: undefined };
  (decompressed ?? raw).destroy();
  return undefined;
}

/** A stream that fails or is destroyed destroys the others. */
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
  return parseUrl(location, url)?.href;
}
