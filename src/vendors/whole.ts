import { limits } from '../limits.ts';

/**
 * Whether a large body that is not taken in may be kept whole, or only its head: of those of one account so many bytes a
 * second, and a few at once. To compress, encrypt and store them is work that all accounts would wait for, and of a flood the
 * newest push out the others anyway.
 */
export function keptWhole(monotonic: () => number) {
  const { rejectedBurstBytes, rejectedBytesPerSecond } = limits;
  /** By account: how many bytes were left, and when. */
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
