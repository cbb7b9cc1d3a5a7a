import type { Context } from 'koa';
import { apiPath, pathOf } from './gate.ts';
import type { SpiState } from './state.ts';

type Bounds = { limit: number; since_id?: string | undefined; max_id?: string | undefined };

/** The rows of one page, and the address of the next one, absent on the last. `since_id` is inclusive. */
export function pageOf<Row extends { id: string }>(
  { origin }: SpiState,
  ctx: Context,
  rows: readonly Row[],
  { limit, since_id, max_id }: Bounds,
  path: string = pathOf(ctx),
): { rows: Row[]; paging?: { paging: { next: string } } | undefined } {
  const [from, to] = [numberOf(since_id, 0), numberOf(max_id, Number.POSITIVE_INFINITY)];
  const wanted = rows.filter(({ id }) => numberOf(id, 0) >= from && numberOf(id, 0) <= to);
  const following = wanted[limit];
  if (!following) return { rows: wanted };
  const { limit: _limit, since_id: _since, ...others } = Object.fromEntries(new URLSearchParams(ctx.querystring));
  // What the path says already is not said again.
  if (path !== pathOf(ctx)) delete others.shortcode;
  const query = new URLSearchParams({ limit: String(limit), ...others, since_id: following.id });
  return { rows: wanted.slice(0, limit), paging: { paging: { next: `${origin}${apiPath}${path}?${query}` } } };
}

/** Ids are hex. */
function numberOf(id: string | undefined, otherwise: number): number {
  return id === undefined ? otherwise : Number.parseInt(id, 16);
}
