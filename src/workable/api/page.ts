import { z } from 'zod';
import { parseUrl } from '../../interviews/parse-url.ts';
import { limits } from '../../limits.ts';
import type { Rows } from './values.ts';

/** `next`: where the list goes on, below the base of the API, such as `candidates?limit=100&since_id=2727030b`. */
export type Page<Row> = Rows<Row> & { next?: string };

const Paging = z.object({ paging: z.object({ next: z.string().nullish() }).nullish() });

/**
 * Where a list goes on, without the address of the server: it can be stored, and leads nowhere else. Undefined on the
 * last page. Null where it leads to another host, out of the API, or cannot be read.
 */
export function nextOf(answer: unknown, baseUrl: string): string | undefined | null {
  const parsed = Paging.safeParse(answer);
  if (!parsed.success) return null;
  const next = parsed.data.paging?.next;
  if (next === undefined || next === null) return undefined;
  const isText = next.length <= limits.spiNextCharacters && /^https?:\/\/[\x21-\x7e]+$/.test(next);
  const url = isText ? parseUrl(next) : undefined;
  if (!url) return null;
  const base = new URL(baseUrl);
  const isSameServer = url.origin === base.origin && url.username + url.password + url.hash === '';
  const prefix = `${base.pathname.replace(/\/+$/, '')}/`;
  if (!isSameServer || !url.pathname.startsWith(prefix)) return null;
  const path = url.pathname.slice(prefix.length) + url.search;
  return isNext(path) ? path : null;
}

/** Whether a text is a place of the API where a list can go on: also of one that was stored. */
export function isNext(path: string): boolean {
  return path.length <= limits.spiNextCharacters && /^[\w-]+(\/[\w-]+)*(\?[\x21\x22\x24-\x7e]*)?$/.test(path);
}

/**
 * All rows of a list, page by page. `isCut`: there is more than `mostPages` have. Ends as the first page that cannot be
 * read does.
 */
export async function everyPage<Row>(
  read: (next: string | undefined) => Promise<Page<Row>>,
  mostPages: number = limits.spiPages,
): Promise<Rows<Row> & { isCut: boolean }> {
  const rows: Row[] = [];
  let unread = 0;
  const seen = new Set<string>();
  let next: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const found = await read(next);
    rows.push(...found.rows);
    unread += found.unread;
    next = found.next;
    if (next === undefined) return { rows, unread, isCut: false };
    // A page that leads back to one before it would never end.
    if (seen.has(next)) break;
    seen.add(next);
  }
  return { rows, unread, isCut: true };
}
