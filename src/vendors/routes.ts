import Router from '@koa/router';
import type { Context, Next } from 'koa';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import { objectBody, readJson } from '../http/json-body.ts';
import type { Account, Tell, WebhookProof, WebhookReading } from '../interviews/ports.ts';

type Parts = {
  accounts: readonly Account[];
  receive: (account: Account, reading: WebhookReading) => Promise<unknown>;
  /** Keeps a body that could not be understood where an operator sees it. */
  keepRejected: (account: Account, rejected: { at: number; reason: string; body: string }) => Promise<void>;
  now: () => number;
  tell: Tell;
};

type State = { account: Account; proof: WebhookProof };

/** `POST /webhooks/<vendor>`: the secret is checked before anything is read, and decides the account. */
export function webhookRoutes({ accounts, receive, keepRejected, now, tell }: Parts) {
  const router = new Router<State>();
  router.post('/webhooks/:vendor', verify, keepingRejected, readJson, async (ctx) => {
    const { account, proof } = ctx.state;
    const reading = account.vendor.readWebhook(proof, objectBody(ctx), now());
    await receive(account, reading);
    ctx.body = { received: true };
  });
  router.all('/webhooks/:vendor', verify, allowOnly('POST'));
  return router;

  async function verify(ctx: Context & { state: State; params: Record<string, string> }, next: Next): Promise<void> {
    const ofVendor = accounts.filter(({ vendor }) => vendor.name === ctx.params.vendor);
    // 401 comes before 404: without any secret of ours nobody learns which vendors there are.
    const proven = (ofVendor.length > 0 ? ofVendor : accounts).flatMap((account) => {
      const proof = account.vendor.verifyWebhook(ctx.req.headers);
      return proof ? [{ account, proof }] : [];
    });
    const [sender] = proven;
    if (!sender) {
      tell({ event: 'webhook', outcome: 'unauthorised' });
      const isMissing =
        ctx.req.headers.authorization === undefined && ctx.req.headers['x-webhook-secret'] === undefined;
      throw isMissing ? new Failure('missing-token', 'Missing Token') : new Failure('invalid-token', 'Invalid Token');
    }
    if (ofVendor.length === 0) throw new Failure('not-found', 'Not Found');
    Object.assign(ctx.state, sender);
    await next();
  }

  async function keepingRejected(ctx: Context & { state: State }, next: Next): Promise<void> {
    try {
      await next();
    } catch (error) {
      const body = bodyToKeep(error, ctx);
      if (body) {
        const reason = error instanceof Failure ? error.message : 'Invalid JSON';
        await keepRejected(ctx.state.account, { at: now(), reason, body });
        tell({ event: 'webhook', outcome: 'rejected', account: ctx.state.account.name, detail: reason });
      }
      throw error;
    }
  }
}

/** The raw body of what was sent in a shape or syntax that is not understood. */
function bodyToKeep(error: unknown, ctx: Context): string | undefined {
  if (error instanceof Failure) {
    const isMisshapen = error.kind === 'invalid-json' || error.kind === 'invalid-field';
    return isMisshapen ? String(ctx.request.rawBody ?? '') : undefined;
  }
  // co-body leaves the text that it could not parse on its error.
  const text = error instanceof Error ? (error as Error & { body?: unknown }).body : undefined;
  return typeof text === 'string' ? text : undefined;
}
