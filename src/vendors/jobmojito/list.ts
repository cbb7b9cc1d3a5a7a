import { hash } from 'node:crypto';
import type { z } from 'zod';
import { Failure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { Api, Call } from '../api.ts';
import { type Read, readFields } from '../lenient.ts';
import { type Page, readPage } from './contract.ts';

/** The largest page that the vendor returns. */
const pageSize = 1000;

export type List<Row> = Omit<Call, 'body'> & {
  row: z.ZodType<Row>;
  /** Only these rows are kept. */
  keeps: (row: Row) => boolean;
  /** Reading stops once there are so many rows. */
  most?: number;
};

/** `ignored`: names of unreadable fields outside the rows; rows have their own. */
export type ListRead<Row> = { rows: Read<Row>[]; ignored: readonly string[]; isCut: boolean };

/**
 * The wanted rows of all pages of a list, without duplicates. Other rows are neither kept in memory nor validated.
 * Throws Failure, also for a list without end.
 */
export async function listAll<Row>(
  api: Api,
  { row: schema, keeps, most = Number.POSITIVE_INFINITY, ...call }: List<Row>,
): Promise<ListRead<Row>> {
  const rows: Read<Row>[] = [];
  const ignored = new Set<string>();
  const seen = new Set<string>();
  let offset = 0;
  for (let count = 0; count < limits.vendorListPages; count += 1) {
    const query = { ...call.query, limit: String(pageSize), offset: String(offset) };
    const page = readPage(await api.call({ ...call, query }), offset);
    if (!page) {
      const remedy = 'It is no list: check JOBMOJITO_API_URL';
      throw new Failure('vendor-unclear', 'The vendor gave an unreadable answer', { remedy });
    }
    note(page.ignored);
    let isNews = false;
    for (const said of page.rows) {
      if (rows.length >= most) return { rows, ignored: [...ignored], isCut: true };
      offset += 1;
      if (offset > limits.vendorListRows) throw endless();
      isNews = take(said) || isNews;
    }
    // A page without new rows ends the list, even if it says that there are more.
    const isMore = isNews && isMoreAfter(offset, page);
    if (!isMore || rows.length >= most) return { rows, ignored: [...ignored], isCut: isMore };
  }
  throw endless();

  /** Whether this row is new, as far as its id shows. */
  function take(said: unknown): boolean {
    const fields = readFields(schema, said);
    if (!fields) {
      note(['row']);
      return true;
    }
    // The parsed row is short and flat, whatever the original was.
    const key = hash('sha256', JSON.stringify(fields.read), 'base64');
    if (seen.has(key)) return false;
    seen.add(key);
    if (keeps(fields.read)) rows.push(fields);
    else note(fields.ignored);
    return true;
  }

  function note(names: readonly string[]): void {
    for (const name of names) if (ignored.size < limits.ignoredFields) ignored.add(name);
  }
}

function isMoreAfter(offset: number, { rows, hasMore, total }: Page): boolean {
  if (typeof hasMore === 'boolean') return hasMore;
  return typeof total === 'number' ? offset < total : rows.length >= pageSize;
}

function endless(): Failure {
  return new Failure('vendor-unclear', "The vendor's list does not end");
}
