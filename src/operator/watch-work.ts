/** The same work, and for how long none has ended here, in ms, whether well or badly: a wedged worker ends nothing. */
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
