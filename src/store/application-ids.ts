import type { Storage } from './open.ts';

const pageSize = 200;

/** Ids of all applications of an account, the first seen first, in pages. Throws Failure `store-unavailable`. */
export async function* applicationIds(
  { applications }: Pick<Storage, 'applications'>,
  account: string,
): AsyncGenerator<string[]> {
  for (let last: { id: string; at: number } | undefined; ; ) {
    const given = { from: 0, to: Number.MAX_SAFE_INTEGER, size: pageSize, last, order: 'oldest' } as const;
    const page = await applications.page(account, given);
    if (page.length === 0) return;
    yield page.map(({ id }) => id);
    last = page.at(-1);
  }
}
