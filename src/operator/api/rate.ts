import { Failure } from '../../errors.ts';

/** A token bucket: throws Failure once there were more requests than `perSecond`, of which as many may come at once. */
export function createRate(perSecond: number, monotonic: () => number) {
  let [left, at] = [perSecond, monotonic()];
  return function takeTurn(): void {
    const now = monotonic();
    left = Math.min(perSecond, left + ((now - at) / 1000) * perSecond);
    at = now;
    if (left < 1) {
      throw new Failure('too-many-requests', `Too many requests: ${perSecond} a second at most`, {
        retryAfterMs: 1000,
      });
    }
    left -= 1;
  };
}
