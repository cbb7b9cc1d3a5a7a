import type { Context, Next } from 'koa';

/** An answer in the vendor's error envelope; `field` is the offending one. */
export class Refusal extends Error {
  readonly status: number;
  readonly field: string | undefined;

  constructor(status: number, message: string, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

export async function answerErrors(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
    if (ctx.status === 404 && !ctx.body && ctx.respond !== false) throw new Refusal(404, 'Function not found');
  } catch (error) {
    if (error instanceof Refusal) {
      ctx.status = error.status;
      ctx.body = error.field === undefined ? { error: error.message } : { error: error.message, name: error.field };
    } else {
      const status = (error as { status?: unknown }).status;
      ctx.status = typeof status === 'number' ? status : 500;
      ctx.body = { error: error instanceof Error ? error.message : 'Internal error' };
    }
  }
}
