import { Gauge, type Registry } from 'prom-client';
import type { Logger } from '../log.ts';
import { beatEveryMs, type RunningUrl } from '../store/public-urls.ts';

type Parts = {
  /** Says that this process runs, and resolves to all that do. */
  beat: (now: number) => Promise<RunningUrl[]>;
  publicUrl: string;
  log: Logger;
  registry: Registry;
  now: () => number;
};

/**
 * Says when processes that run at the same time have different addresses: links and webhook addresses would depend on
 * who makes them. What an earlier process had counts no more.
 */
export function watchPublicUrl({ beat, publicUrl, log, registry, now }: Parts): { close(): void } {
  const startedAt = now();
  let others: readonly string[] = [];
  new Gauge({
    name: 'bridge_public_url_differs',
    help: '1 while a process with another PUBLIC_URL runs: alarm when above 0',
    registers: [registry],
    collect() {
      this.set(others.length > 0 ? 1 : 0);
    },
  });
  const timer = setInterval(look, beatEveryMs);
  look();
  return { close: () => clearInterval(timer) };

  /** While Redis is away what is known stays. */
  function look(): void {
    beat(now()).then(judge, () => undefined);
  }

  function judge(running: readonly RunningUrl[]): void {
    const found = running.filter(({ url, at }) => url !== publicUrl && at > startedAt).map(({ url }) => url);
    const isNew = JSON.stringify(found.toSorted()) !== JSON.stringify(others);
    others = found.toSorted();
    if (isNew && others.length > 0) {
      log.warn({ event: 'settings', outcome: 'public-url-differs', publicUrl, others });
    }
  }
}
