export type Places = {
  /** Waits for a free place; false if `signal` aborts before. */
  take(signal: AbortSignal): Promise<boolean>;
  release(): void;
};

export function placesFor(most: number): Places {
  let free = most;
  const queue: (() => void)[] = [];
  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve(false);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const leave = (): void => {
          queue.splice(queue.indexOf(enter), 1);
          resolve(false);
        };
        const enter = (): void => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        };
        queue.push(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    release() {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    },
  };
}
