import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../client.ts';
import { type Fields, isObject } from '../expect.ts';
import type { Received, Receiver } from '../receiver.ts';

/** The callbacks about the kit's first interview. The first is answered 503, so that the provider has to repeat it. */
export type Callbacks = {
  answer(asked: Omit<Received, 'answered'>): { status: number; headers?: Record<string, string> };
  attach(receiver: Receiver): void;
  /** The callback URL of the first interview. */
  expectAt(url: unknown): void;
  noteCreated(at: number): void;
  /** When the create was answered. */
  createdAt(): number | undefined;
  all(): readonly Received[];
};

export function createCallbacks(): Callbacks {
  let receiver: Receiver | undefined;
  let path: string | undefined;
  let at: number | undefined;
  const isHere = (asked: string) => path !== undefined && asked.endsWith(path);
  const all = () => receiver?.received.filter((each) => isHere(each.path)) ?? [];
  return {
    all,
    createdAt: () => at,
    attach(opened) {
      receiver = opened;
    },
    expectAt(url) {
      if (at === undefined && typeof url === 'string') path = new URL(url).pathname;
    },
    noteCreated(now) {
      at = now;
    },
    answer(asked) {
      // Callbacks of further interviews of the kit are taken as they come.
      if (!isHere(asked.path)) return { status: 200 };
      return all().length === 0 ? { status: 503, headers: { 'retry-after': '1' } } : { status: 200 };
    },
  };
}

/** The callbacks that came, and what they said. */
export type Called = { puts: readonly Received[]; bodies: readonly Fields[]; waitedMs: number; lastAsked: Fields };

type Options = {
  callbacks: Callbacks;
  ask: () => Promise<Exchange>;
  waitMs: number;
  pollMs: number;
  settleMs: number;
  say: (line: string) => void;
};

/** Waits until a callback was acknowledged and nothing came after it for a while, or the time is over. */
export async function waitForCallback({ callbacks, ask, waitMs, pollMs, settleMs, say }: Options): Promise<Called> {
  say(`Take the interview now, as its candidate: the kit waits up to ${waitMs / 1000} s for its callback`);
  const startedAt = performance.now();
  const waited = () => performance.now() - startedAt;
  while (waited() < waitMs && !isSettled()) await sleep(Math.min(pollMs, waitMs - waited()));
  const { json } = await ask();
  const puts = callbacks.all();
  const bodies = puts.map(({ bytes }) => jsonOf(bytes)).filter(isObject);
  return { puts, bodies, waitedMs: Math.round(waited()), lastAsked: isObject(json) ? json : {} };

  function isSettled(): boolean {
    const last = callbacks.all().at(-1);
    return last !== undefined && last.answered === 200 && performance.now() - last.at >= settleMs;
  }
}

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
