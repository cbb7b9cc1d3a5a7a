import type { Context } from 'koa';
import { Refusal } from './refusal.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function textOf(ctx: Context, name: string): string | undefined {
  const value = ctx.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function uuidOf(value: unknown, name: string): string {
  if (typeof value === 'string' && uuid.test(value)) return value;
  throw new Refusal(422, `${name} must be a UUID`, name);
}

export function optionalUuidOf(ctx: Context, name: string): string | undefined {
  const value = textOf(ctx, name);
  return value === undefined ? undefined : uuidOf(value, name);
}

export function choiceOf(ctx: Context, name: string, allowed: readonly string[]): string | undefined {
  const value = textOf(ctx, name);
  if (value === undefined || allowed.includes(value)) return value;
  throw new Refusal(422, `${name} must be one of ${allowed.join(', ')}`, name);
}

/** The vendor's page: `limit` 1 to 1000, 50 when absent. */
export function pageOf<Row>(ctx: Context, rows: readonly Row[]) {
  const limit = numberOf(ctx, 'limit', 50, 1, 1_000);
  const offset = numberOf(ctx, 'offset', 0, 0, Number.MAX_SAFE_INTEGER);
  return {
    data: rows.slice(offset, offset + limit),
    pagination: { total: rows.length, limit, offset, has_more: offset + limit < rows.length },
  };
}

function numberOf(ctx: Context, name: string, fallback: number, least: number, most: number): number {
  const value = textOf(ctx, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Refusal(422, `${name} must be a whole number of at least ${least}`, name);
}
