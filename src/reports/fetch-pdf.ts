import type { Readable } from 'node:stream';
import { type HttpClient, type HttpStream, RequestError } from '../http/request.ts';
import { allowedAddressOf } from './vendor-url.ts';

/** `length` in bytes when the vendor's storage says it. Whoever gets one must read or destroy the body. */
export type Pdf = { body: Readable; length: number | undefined };

/** Until the head of an answer comes, and for each silence within its body. */
const timeoutMs = 15_000;
const redirectsAtMost = 3;
export const largestPdfBytes = 50 * 1024 * 1024;

/** The PDF behind a link of the vendor's; undefined when the link does not lead to one (any more). */
export async function fetchPdf(
  http: Pick<HttpClient, 'stream'>,
  link: string,
  allowsLoopback: boolean,
): Promise<Pdf | undefined> {
  let url = link;
  for (let redirects = 0; redirects <= redirectsAtMost; redirects += 1) {
    const address = await allowedAddressOf(url, allowsLoopback);
    const answer = address === undefined ? undefined : await open(http, url, address);
    if (!answer) return undefined;
    const pdf = pdfOf(answer);
    if (pdf) return pdf;
    answer.body.destroy();
    const next = redirectOf(answer, url);
    if (next === undefined) return undefined;
    url = next;
  }
  return undefined;
}

async function open(http: Pick<HttpClient, 'stream'>, url: string, address: string): Promise<HttpStream | undefined> {
  const headers = { accept: 'application/pdf', 'accept-encoding': 'identity' };
  try {
    return await http.stream({ method: 'GET', url, address, headers, timeoutMs });
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

function pdfOf({ status, headers, body }: HttpStream): Pdf | undefined {
  const isPdf = /^application\/pdf\s*(;|$)/i.test(headers['content-type'] ?? '');
  const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if (status !== 200 || !isPdf || !isPlain || (length ?? 0) > largestPdfBytes) return undefined;
  return { body, length };
}

function redirectOf({ status, headers: { location } }: HttpStream, url: string): string | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  return URL.canParse(location, url) ? new URL(location, url).href : undefined;
}
