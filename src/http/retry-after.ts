import { limits } from '../limits.ts';

/** When to call a peer again, epoch ms; `isCapped` if it asked for a longer wait than `limits.retryAfterMs`. */
export type RetryAfter = { at: number; isCapped: boolean };

type Bounds = { leastMs: number; now: number };

/** A `Retry-After` header: seconds, or a date in any of the three forms that HTTP has. Undefined for anything else. */
export function readRetryAfter(header: string | undefined, bounds: Bounds): RetryAfter | undefined {
  const text = header?.trim() ?? '';
  const at = /^\d+$/.test(text) ? bounds.now + Number(text) * 1000 : dateOf(text, bounds.now);
  return at === undefined ? undefined : withinBounds(at, bounds);
}

/** A time in the past becomes the shortest wait; a time further away than `limits.retryAfterMs` is capped. */
export function withinBounds(at: number, { leastMs, now }: Bounds): RetryAfter {
  const latest = now + limits.retryAfterMs;
  return { at: Math.min(Math.max(at, now + leastMs), latest), isCapped: at > latest };
}

/** The three formats of RFC 9110, section 5.6.7: today's, that of RFC 850 and that of `asctime`. */
const forms = [
  /^[a-z]{3}, (?<day>\d\d) (?<month>[a-z]{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) gmt$/i,
  /^[a-z]{6,9}, (?<day>\d\d)-(?<month>[a-z]{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) gmt$/i,
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/i,
];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function dateOf(text: string, now: number): number | undefined {
  const found = forms.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (!found) return undefined;
  const { day = '', month = '', year = '', time = '' } = found;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const index = months.indexOf(month.toLowerCase());
  if (index < 0 || Number(day) < 1 || Number(day) > 31 || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  return Date.UTC(yearOf(year, now), index, Number(day), hours, minutes, seconds);
}

/** A year of two digits that appears to be more than 50 years ahead is in the past (RFC 9110). */
function yearOf(text: string, now: number): number {
  if (text.length !== 2) return Number(text);
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(text);
  return year > thisYear + 50 ? year - 100 : year;
}
