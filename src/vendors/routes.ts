import Router from '@koa/router';
import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import { readObject } from '../http/json-body.ts';
import type { Account, Tell, WebhookProof, WebhookReading } from '../interviews/ports.ts';

type Parts = {
  accounts: readonly Account[];
  receive: (account: Account, reading: WebhookReading) => Promise<unknown>;
  /** Keeps a body that could not be understood where an operator sees it. */
  keepRejected: (
    account: Account,
    rejected: { at: number; reason: string; body: string; bytes: number },
  ) => Promise<unknown>;
  now: () => number;
  tell: Tell;
};

type Sender = { account: Account; proof: WebhookProof };

/** `POST /webhooks/<vendor>`: the secret is checked before anything is read, and decides the account. */
export function webhookRoutes({ accounts, receive, keepRejected, now, tell }: Parts) {
  const router = new Router();
  router.post('/webhooks/:vendor', async (ctx) => {
    const sender = verify(ctx);
    await receive(sender.account, await read(ctx, sender));
    ctx.body = { received: true };
  });
  const refuseMethod = allowOnly('POST');
  router.all('/webhooks/:vendor', (ctx) => {
    verify(ctx);
    refuseMethod(ctx);
  });
  return router;

  function verify({ req, params }: Context & { params: Record<string, string> }): Sender {
    const ofVendor = accounts.filter(({ vendor }) => vendor.name === params.vendor);
    // 401 comes before 404: without any secret of ours nobody learns which vendors there are.
    const proven = (ofVendor.length > 0 ? ofVendor : accounts).flatMap((account) => {
      const proof = account.vendor.verifyWebhook(req.headers);
      return proof ? [{ account, proof }] : [];
    });
    const [sender] = proven;
    if (!sender) {
      tell({ event: 'webhook', outcome: 'unauthorised' });
      const isMissing = req.headers.authorization === undefined && req.headers['x-webhook-secret'] === undefined;
      throw isMissing ? new Failure('missing-token', 'Missing Token') : new Failure('invalid-token', 'Invalid Token');
    }
    if (ofVendor.length === 0) throw new Failure('not-found', 'Not Found');
    return sender;
  }

  async function read(ctx: Context, { account, proof }: Sender): Promise<WebhookReading> {
    try {
      return account.vendor.readWebhook(proof, await readObject(ctx), now());
    } catch (error) {
      const body = bodyToKeep(error, ctx);
      if (body) {
        const reason = error instanceof Failure ? error.message : 'Invalid JSON';
        await keepRejected(account, { at: now(), reason, body, bytes: Buffer.byteLength(body) });
        tell({ event: 'webhook', outcome: 'rejected', account: account.name, detail: reason });
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
