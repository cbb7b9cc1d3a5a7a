import type { HttpAnswer } from '../../../src/http/request.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Counted = { label: string; at: number; window: number; isRefused: boolean };

type Options = {
  limit?: number;
  /** How many requests of each window are of other integrations, and come before ours. */
  neighbour?: number;
  /** By how much its clock is ahead. */
  aheadMs?: number;
};

/** Counts requests as Workable does: one less than the limit passes in each window of ten seconds of its clock. */
export function countingServer(time: VirtualTime, { limit = 10, neighbour = 0, aheadMs = 0 }: Options = {}) {
  const counted: Counted[] = [];
  const used = new Map<number, number>();
  const now = () => time.now() + aheadMs;

  return {
    counted,
    now,
    refused: () => counted.filter(({ isRefused }) => isRefused),

    /** A request that needs so long for either way. */
    async answer(label: string, oneWayMs = 0): Promise<HttpAnswer> {
      if (oneWayMs > 0) await time.sleep(oneWayMs);
      const window = Math.floor(now() / 10_000);
      const before = used.get(window) ?? neighbour;
      const isRefused = before >= limit - 1;
      if (!isRefused) used.set(window, before + 1);
      counted.push({ label, at: now(), window, isRefused });
      const headers = {
        date: new Date(now()).toUTCString(),
        'x-rate-limit-limit': String(limit),
        'x-rate-limit-remaining': String(isRefused ? 0 : limit - before - 1),
        'x-rate-limit-reset': String(Math.floor(now() / 1000) + 10),
      };
      if (oneWayMs > 0) await time.sleep(oneWayMs);
      return { status: isRefused ? 429 : 200, headers, body: Buffer.from('{}') };
    },
  };
}
