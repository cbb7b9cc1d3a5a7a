import { setTimeout as sleep } from 'node:timers/promises';
import type { Sender } from './sender.ts';

/** Answer times in ms by outcome. */
export type Outcomes = Record<string, number[]>;

/** A closed loop: each sender sends its next request when its last is answered. Measures the capacity of the bridge. */
export async function closedLoop(senders: readonly Sender[], seconds: number): Promise<Outcomes> {
  const outcomes: Outcomes = {};
  const endsAt = performance.now() + seconds * 1000;
  await Promise.all(
    senders.map(async (sender) => {
      while (performance.now() < endsAt) count(outcomes, await sender.send());
    }),
  );
  return outcomes;
}

/**
 * So many a second, whatever the answers: what the world can send. Each sender sends one at a time; what could not be
 * sent since all senders waited counts as `unsent`.
 */
export async function openLoop(senders: readonly Sender[], seconds: number, perSecond: number) {
  const outcomes: Outcomes = {};
  const idle = [...senders];
  const running = new Set<Promise<void>>();
  let [due, unsent] = [0, 0];
  const startedAt = performance.now();
  for (;;) {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs > seconds * 1000) break;
    const wanted = Math.floor((elapsedMs / 1000) * perSecond);
    for (; due < wanted; due += 1) {
      const sender = idle.shift();
      if (sender) send(sender);
      else unsent += 1;
    }
    await sleep(1);
  }
  await Promise.all(running);
  return { outcomes, unsent };

  function send(sender: Sender): void {
    const sending = sender.send().then((answer) => {
      count(outcomes, answer);
      idle.push(sender);
      running.delete(sending);
    });
    running.add(sending);
  }
}

function count(outcomes: Outcomes, { outcome, ms }: { outcome: string; ms: number }): void {
  const times = outcomes[outcome] ?? [];
  outcomes[outcome] = times;
  times.push(ms);
}
