import { setTimeout as sleep } from 'node:timers/promises';

// biome-ignore lint/suspicious/noExplicitAny: bodies are judged by those who asked
export type Answer = { status: number; body: any };

export type Ask = {
  method?: string;
  path: string;
  token: string;
  body?: unknown;
  headers?: Record<string, string>;
};

const retryMs = 100;
const patienceMs = 90_000;

/** Asks one of several processes; undefined where it did not answer. */
export async function askOnce(
  url: string,
  { method = 'GET', path, token, body, headers }: Ask,
): Promise<Answer | undefined> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Both web processes, one after the other, each time another one first. */
export function createFront(urls: readonly string[]) {
  let turn = 0;
  return { urls, askUntil, next };

  function next(): string {
    turn += 1;
    return urls[turn % urls.length] ?? '';
  }

  /**
   * Asks until there is an answer that is none of "try again": processes are killed meanwhile. Throws where there is
   * none in a long time.
   */
  async function askUntil(ask: Ask, isAnswer: (answer: Answer) => boolean = isFinal): Promise<Answer> {
    let last: Answer | undefined;
    for (const until = Date.now() + patienceMs; Date.now() < until; ) {
      last = await askOnce(next(), ask);
      if (last && isAnswer(last)) return last;
      await sleep(retryMs);
    }
    throw new Error(`${ask.method ?? 'GET'} ${ask.path} was last answered ${JSON.stringify(last)}`);
  }
}

export type Front = ReturnType<typeof createFront>;

/** 409 with `Retry-After` semantics: the first request with the key is still being worked on. */
export function isFinal({ status, body }: Answer): boolean {
  if (status === 409 && /is being worked on/.test(body?.message ?? '')) return false;
  return status < 500 && status !== 429;
}
