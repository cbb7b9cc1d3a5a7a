import { setTimeout as sleep } from 'node:timers/promises';
import type { Interview } from './accounts.ts';
import type { Arrival } from './sink.ts';
import type { Stage } from './stage.ts';

/** From the webhook to Workable, in ms, of every result sent in one stretch of time. */
export type Latencies = Map<string, number[]>;

export type Traffic = {
  onArrival(arrival: Arrival): void;
  /** Steady webhooks for all accounts in turn; resolves once the healthy ones of them have arrived. */
  run(ms: number, isHealthy: (account: string) => boolean): Promise<Latencies>;
  /** So many results of one account at once. */
  pile(account: string, count: number): Promise<void>;
  /** Resolves once Workable has the newest result of every interview. */
  untilCalm(): Promise<void>;
};

const patienceMs = 60_000;
const lookMs = 20;

/**
 * An account's interviews take turns too, so that a result is long delivered when the next one of its interview comes.
 */
const interviewsEach = 20;

export async function createTraffic(
  stage: Pick<Stage, 'newInterviews' | 'sendResult'>,
  accounts: readonly string[],
  perSecond: number,
): Promise<Traffic> {
  const pools = new Map<string, Interview[]>();
  for (const account of accounts) pools.set(account, await stage.newInterviews(account, interviewsEach));
  const heaps = new Map<string, Interview[]>();
  /** What Workable does not have yet: by interview, the words and when they were sent. */
  const pending = new Map<string, { account: string; sentAt: number; onArrival?: (at: number) => void }>();
  const newest = new Map<string, string>();
  let marks = 0;

  async function sendChange(interview: Interview, onArrival?: (at: number) => void): Promise<void> {
    marks += 1;
    const mark = `mark ${marks}`;
    const before = newest.get(interview.id);
    if (before !== undefined) pending.delete(before);
    newest.set(interview.id, mark);
    pending.set(mark, { account: interview.account, sentAt: performance.now(), ...(onArrival ? { onArrival } : {}) });
    await stage.sendResult(interview, mark);
  }

  async function until(isTrue: () => boolean, what: string): Promise<void> {
    for (const giveUpAt = performance.now() + patienceMs; !isTrue(); await sleep(lookMs)) {
      if (performance.now() > giveUpAt) throw new Error(`Waited without success until ${what}`);
    }
  }

  return {
    onArrival({ mark, at }) {
      pending.get(mark)?.onArrival?.(at);
      pending.delete(mark);
    },
    async run(ms, isHealthy) {
      const latencies: Latencies = new Map(accounts.filter(isHealthy).map((account) => [account, []]));
      const startedAt = performance.now();
      const sending: Promise<void>[] = [];
      for (let sent = 0; sent < (ms / 1000) * perSecond; sent += 1) {
        const account = accounts[sent % accounts.length] ?? '';
        const pool = pools.get(account) ?? [];
        const interview = pool.shift();
        if (!interview) continue;
        pool.push(interview);
        const waitMs = startedAt + (sent / perSecond) * 1000 - performance.now();
        if (waitMs > 0) await sleep(waitMs);
        const sentAt = performance.now();
        sending.push(sendChange(interview, (at) => latencies.get(account)?.push(at - sentAt)));
      }
      await Promise.all(sending);
      const isWaiting = () => [...pending.values()].some(({ account }) => isHealthy(account));
      await until(() => !isWaiting(), 'the results of healthy accounts arrived');
      return latencies;
    },
    async pile(account, count) {
      const heap = heaps.get(account) ?? (await stage.newInterviews(account, count));
      heaps.set(account, heap);
      for (let i = 0; i < heap.length; i += 20)
        await Promise.all(heap.slice(i, i + 20).map((each) => sendChange(each)));
    },
    untilCalm: () => until(() => pending.size === 0, 'all results arrived'),
  };
}
