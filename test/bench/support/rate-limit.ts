import type { Treatment } from '../../campaign/manners/sickness.ts';

/**
 * So many requests in a window that begins with the first; further ones get its end as Retry-After, in whole seconds.
 */
export function createRateLimit(most: number, windowMs: number): (nth: number, now: number) => Treatment {
  let endsAt = 0;
  let taken = 0;
  return (_nth, now) => {
    if (now >= endsAt) {
      endsAt = now + windowMs;
      taken = 0;
    }
    taken += 1;
    if (taken <= most) return { status: 200 };
    return { status: 429, headers: { 'Retry-After': String(Math.ceil((endsAt - now) / 1000)) } };
  };
}
