import type { Context, Next } from 'koa';

type Headers = Readonly<Record<string, string>>;

/** An answer that is not what was asked for. `undefined` as body: an empty text. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;

  constructor(status: number, body: unknown, headers: Headers = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function notFound(): Refusal {
  return new Refusal(404, { error: 'Not found' });
}

/** The text of a 422 is free; clients must not read it. */
export function unprocessable(words: string): Refusal {
  return new Refusal(422, { error: words });
}

export async function answerRefusals(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    ctx.set({ ...error.headers });
    ctx.status = error.status;
    ctx.body = error.body ?? '';
  }
}
