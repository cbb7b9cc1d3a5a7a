/**
 * Wraps `work` and counts the milliseconds since any work last ended, with or without success: a stalled worker ends
 * nothing.
 */
export function watchWork<A extends unknown[]>(work: (...args: A) => Promise<void>) {
  let endedAt = performance.now();
  return {
    work: (...args: A): Promise<void> =>
      work(...args).finally(() => {
        endedAt = performance.now();
      }),
    idleMs: () => performance.now() - endedAt,
  };
}
