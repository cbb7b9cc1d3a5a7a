import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../client.ts';
import { type Fields, isObject, isSuccess } from '../expect.ts';
import type { Pushes } from './pushes.ts';

/** What an interview looked like over time, and the webhooks about it. */
export type Watched = {
  /** Each state that was seen, by asking, oldest first. */
  states: readonly Fields[];
  waitedMs: number;
};

type Options = {
  first: Exchange;
  /** Where the candidate begins, if the vendor said it. */
  link: string | undefined;
  ask: () => Promise<Exchange>;
  pushes: Pushes | undefined;
  waitMs: number;
  pollMs: number;
  say: (line: string) => void;
};

export const finalWords: readonly unknown[] = ['completed', 'failed', 'declined', 'expired', 'cancelled'];

/** Asks again and again until the interview has ended and its webhooks have come, or the time is over. */
export async function watchInterview({ first, link, ask, pushes, waitMs, pollMs, say }: Options): Promise<Watched> {
  const states: Fields[] = [];
  keep(first);
  if (waitMs > 0) {
    const where = link === undefined ? 'as its candidate' : `at ${link}`;
    say(`Take the interview now, ${where}: the kit waits up to ${waitMs / 1000} s for its end`);
  }
  const startedAt = performance.now();
  const waited = () => performance.now() - startedAt;
  while (waited() < waitMs && !isOver()) {
    await sleep(Math.min(pollMs, waitMs - waited()));
    keep(await ask());
  }
  return { states, waitedMs: Math.round(waited()) };

  function keep(exchange: Exchange): void {
    const { json } = exchange;
    if (!isSuccess(exchange) || !isObject(json)) return;
    if (JSON.stringify(states.at(-1)) !== JSON.stringify(json)) states.push(json);
  }

  function isOver(): boolean {
    return finalWords.includes(states.at(-1)?.status) && (pushes === undefined || pushes.isSettled());
  }
}
