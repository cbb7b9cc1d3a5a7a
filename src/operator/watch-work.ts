/** The same work, with the milliseconds since any of it last ended, well or badly: a stalled worker ends nothing. */
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
