import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process has used at most so far, in MiB; undefined where the system does not tell. */
export function peakMemoryMib(pid: number): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}

/** Asks a bridge again and again whether it lives, until stopped. */
export function watchLiveness(url: string): {
  stop(): Promise<{ slowestMs: number; answers: number; failures: number }>;
} {
  const stopping = new AbortController();
  const seen = { slowestMs: 0, answers: 0, failures: 0 };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
      return seen;
    },
  };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const isAlive = await fetch(`${url}/livez`).then(
        ({ ok }) => ok,
        () => false,
      );
      seen.slowestMs = Math.max(seen.slowestMs, Math.round(performance.now() - startedAt));
      seen[isAlive ? 'answers' : 'failures'] += 1;
      await sleep(50, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
}
