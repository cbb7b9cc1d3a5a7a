import { Failure } from '../../errors.ts';
import type { Api, Call } from './api.ts';
import { readPage } from './contract.ts';

/** The most that the vendor gives at once. */
const pageSize = 1000;
const mostPages = 20;

/** The rows of every page of a list, each once. Throws Failure; a list without end is one. */
export async function listAll(api: Api, call: Omit<Call, 'body'>): Promise<unknown[]> {
  const rows = new Map<string, unknown>();
  let offset = 0;
  for (let page = 0; page < mostPages; page += 1) {
    const query = { ...call.query, limit: String(pageSize), offset: String(offset) };
    const read = readPage(await api.call({ ...call, query }));
    if (!read) throw new Failure('vendor-unclear', 'The vendor gave an unreadable answer');
    const known = rows.size;
    for (const row of read.rows) rows.set(JSON.stringify(row), row);
    offset += read.rows.length;
    // A page of nothing new ends the list, whatever it says of more.
    if (rows.size === known || !isMoreAfter(offset, read)) return [...rows.values()];
  }
  throw new Failure('vendor-unclear', "The vendor's list does not end");
}

function isMoreAfter(offset: number, { rows, hasMore, total }: NonNullable<ReturnType<typeof readPage>>): boolean {
  if (typeof hasMore === 'boolean') return hasMore;
  return typeof total === 'number' ? offset < total : rows.length >= pageSize;
}
