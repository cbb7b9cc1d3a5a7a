import { limits } from '../limits.ts';

/**
 * Whether a large rejected body may be kept whole, or only its head: a rate limit in bytes per second for each account,
 * with a small burst. Compressing, encrypting and storing them blocks all accounts, and in a flood the newest replace
 * the others anyway.
 */
export function keptWhole(monotonic: () => number) {
  const { rejectedBurstBytes, rejectedBytesPerSecond } = limits;
  /** By account: how many bytes were left, and at what time. */
  const left = new Map<string, { bytes: number; at: number }>();

  return function isKeptWhole(account: string, bytes: number): boolean {
    if (bytes <= limits.largeBodyBytes) return true;
    const now = monotonic();
    const last = left.get(account) ?? { bytes: rejectedBurstBytes, at: now };
    const refilled = last.bytes + ((now - last.at) / 1000) * rejectedBytesPerSecond;
    const there = Math.min(rejectedBurstBytes, refilled);
    const isWhole = bytes <= there;
    left.set(account, { bytes: isWhole ? there - bytes : there, at: now });
    return isWhole;
  };
}
