import { setImmediate as turn } from 'node:timers/promises';

/** A clock that jumps to the next timer as soon as everything waits for one. */
export function virtualTime(start: number) {
  let now = start;
  let busy = 0;
  let timers: { at: number; wake: () => void }[] = [];

  return {
    now: () => now,

    /** Ends early when the signal aborts. */
    sleep(ms: number, signal?: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = { at: now + ms, wake: resolve };
        timers.push(timer);
        signal?.addEventListener('abort', () => {
          timers = timers.filter((each) => each !== timer);
          resolve();
        });
      });
    },

    /** Methods that talk to a real server: time stands still meanwhile. */
    watched<T extends object>(methods: T): T {
      const watch = (method: (...args: unknown[]) => Promise<unknown>) => {
        return (...args: unknown[]) => {
          busy += 1;
          return method(...args).finally(() => {
            busy -= 1;
          });
        };
      };
      return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, watch(method)])) as T;
    },

    /** Lets time pass until the work is done; fails when that takes more than `mostMs` of it. */
    async until<T>(work: Promise<T>, mostMs: number): Promise<T> {
      let isDone = false;
      const ended = work.finally(() => {
        isDone = true;
      });
      ended.catch(() => undefined);
      for (;;) {
        do await turn();
        while (busy > 0);
        await turn();
        if (isDone) return ended;
        if (busy > 0) continue;
        const at = Math.min(...timers.map((timer) => timer.at));
        if (at > start + mostMs) throw new Error(`Not done within ${mostMs} ms`);
        now = Math.max(now, at);
        const due = timers.filter((timer) => timer.at <= now);
        timers = timers.filter((timer) => timer.at > now);
        for (const { wake } of due) wake();
      }
    },
  };
}

export type VirtualTime = ReturnType<typeof virtualTime>;
