import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../client.ts';
import { type Fields, isObject, isSuccess } from '../expect.ts';
import { interviewsIn, type Pushes } from './pushes.ts';

/** What an interview looked like over time, and the webhooks about it. */
export type Watched = {
  /** Each state that was seen, by asking or, of a vendor that is push only, in its webhooks; oldest first. */
  states: readonly Fields[];
  waitedMs: number;
};

type Options = {
  /** Where the candidate begins, if the vendor said it. */
  link: string | undefined;
  /** Undefined for a vendor that is push only. */
  asking: { first: Exchange; ask: () => Promise<Exchange> } | undefined;
  pushes: Pushes | undefined;
  waitMs: number;
  pollMs: number;
  say: (line: string) => void;
};

export const finalWords: readonly unknown[] = ['completed', 'failed', 'declined', 'expired', 'cancelled'];

/** Looks again and again until the interview has ended and its webhooks have come, or the time is over. */
export async function watchInterview(options: Options): Promise<Watched> {
  const { link, asking, pushes, pollMs, say } = options;
  const waitMs = asking || pushes ? options.waitMs : 0;
  const answered: Fields[] = [];
  if (asking) keep(asking.first);
  if (waitMs > 0) {
    const where = link === undefined ? 'as its candidate' : `at ${link}`;
    say(`Take the interview now, ${where}: the kit waits up to ${waitMs / 1000} s for its end`);
  }
  const startedAt = performance.now();
  const waited = () => performance.now() - startedAt;
  while (waited() < waitMs && !isOver()) {
    await sleep(Math.min(pollMs, waitMs - waited()));
    if (asking) keep(await asking.ask());
  }
  return { states: states(), waitedMs: Math.round(waited()) };

  function keep(exchange: Exchange): void {
    const { json } = exchange;
    if (!isSuccess(exchange) || !isObject(json)) return;
    if (JSON.stringify(answered.at(-1)) !== JSON.stringify(json)) answered.push(json);
  }

  function states(): readonly Fields[] {
    if (asking) return answered;
    const pushed = (pushes?.all() ?? []).flatMap(interviewsIn);
    // Without repetitions, which may come late.
    return [...new Map(pushed.map((each) => [JSON.stringify(each), each])).values()];
  }

  function isOver(): boolean {
    return finalWords.includes(states().at(-1)?.status) && (pushes === undefined || pushes.isSettled());
  }
}
