import { memoryOf } from '../../../testing/memory.ts';

const everyMs = 500;

/** Measures memory and health of the bridge twice a second, until it is stopped. */
export function watchBridge(pid: number, url: string) {
  const memory: number[] = [];
  let [slowestMs, unhealthy] = [0, 0];
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = measure();
  }, everyMs);

  async function measure(): Promise<void> {
    const startedAt = performance.now();
    memory.push((await memoryOf(pid)).now);
    const isAlive = await fetch(`${url}/livez`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!isAlive) unhealthy += 1;
    slowestMs = Math.max(slowestMs, Math.round(performance.now() - startedAt));
  }

  return async function stop() {
    clearInterval(timer);
    await looking;
    return { memory, slowestMs, unhealthy };
  };
}
