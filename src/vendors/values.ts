/**
 * Parsers of values in the spellings of other systems. An uncertain meaning becomes undefined, or NaN for a time. Pure.
 */
export function flagOf(value: unknown): boolean | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (word === true || word === 'true' || word === 1 || word === '1') return true;
  if (word === false || word === 'false' || word === 0 || word === '0') return false;
  return undefined;
}

/**
 * Accepts a decimal comma, unless it may separate thousands: 1,234 can mean more than a thousand or little more than
 * one.
 */
export function decimalOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (!/^[+-]?\d+([.,]\d+)?$/.test(text) || /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) return undefined;
  return Number(text.replace(',', '.'));
}

/** A time in another century is an error, and an interview from the year 9999 would always be the newest. */
const [earliest, latest] = [Date.UTC(2000), Date.UTC(2100)];

/** ISO 8601, as epoch ms; without a zone it is UTC, which the vendor's database writes. */
export function timeOf(value: string): number {
  const text = value.trim();
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return Number.NaN;
  const hasZone = /(z|[+-]\d\d(:?\d\d)?)$/i.test(text);
  const at = Date.parse(hasZone ? text : `${text}Z`);
  return at >= earliest && at < latest ? at : Number.NaN;
}

/**
 * The largest clock difference. A time further in the future is an error, and would be the newest until it has passed.
 */
export const mostAheadMs = 24 * 3_600_000;

/** 99:59:59, the longest that `HH:MM:SS` can say. */
export const longestSeconds = 359_999;
