import Router from '@koa/router';
import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import { type ReadObject, UnreadBody } from '../http/json-body.ts';
import type { Load } from '../http/load-shedding.ts';
import { inLine } from '../interviews/line.ts';
import type { Account, Emit, WebhookProof, WebhookReading } from '../interviews/ports.ts';
import { limits } from '../limits.ts';
import { keptWhole } from './whole.ts';

type Parts = {
  accounts: readonly Account[];
  /** Takes a request's place among those of its account. */
  enter: Load['enter'];
  readObject: ReadObject;
  receive: (account: Account, reading: WebhookReading) => Promise<unknown>;
  /** Keeps a body that could not be taken in where an operator sees it; `bytes` as it came, where only its head is kept. */
  keepRejected: (
    account: Account,
    rejected: { at: number; reason: string; body: string; bytes: number; isLonger: boolean },
  ) => Promise<unknown>;
  now: () => number;
  /** Milliseconds on a clock that nobody sets. */
  monotonic: () => number;
  emit: Emit;
};

type Sender = { account: Account; proof: WebhookProof };

/** `POST /webhooks/<vendor>`: the secret is checked before anything is read, and decides the account. */
export function webhookRoutes({ accounts, enter, readObject, receive, keepRejected, now, monotonic, emit }: Parts) {
  const router = new Router();
  // To compress and encrypt a large body is work; an account that sends many of them waits for itself.
  const isKeptWhole = keptWhole(monotonic);
  const inTurn = inLine(limits.requestsOfAccount, 'Too many requests at once');
  router.post('/webhooks/:vendor', async (ctx) => {
    const { account, proof } = verify(ctx);
    enter(ctx.req, account.name);
    try {
      const body = await readObject(ctx, account.name);
      await receive(account, account.vendor.readWebhook(proof, body, now()));
    } catch (error) {
      await keep(account, error, ctx);
      throw error;
    }
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
      emit({ event: 'webhook', outcome: 'unauthorised' });
      const isMissing = req.headers.authorization === undefined && req.headers['x-webhook-secret'] === undefined;
      throw isMissing ? new Failure('missing-token', 'Missing Token') : new Failure('invalid-token', 'Invalid Token');
    }
    if (ofVendor.length === 0) throw new Failure('not-found', 'Not Found');
    return sender;
  }

  /** What sending it again would not help. Of what was too large to be read, and of a flood of large ones, only the head is kept. */
  async function keep(account: Account, error: unknown, { request }: Context): Promise<void> {
    if (!(error instanceof Failure) || !keptKinds.has(error.kind)) return;
    const text = String(request.rawBody ?? '');
    const asRead = { body: text, bytes: Buffer.byteLength(text), isLonger: false };
    const { body: whole, bytes, isLonger } = error instanceof UnreadBody ? error : asRead;
    const body = isKeptWhole(account.name, bytes) ? whole : whole.slice(0, limits.rejectedHeadBytes);
    const rejected = { at: now(), reason: error.message, body, bytes, isLonger };
    await inTurn(account.name, () => keepRejected(account, rejected));
    emit({ event: 'webhook', outcome: 'rejected', account: account.name, detail: error.message });
  }
}

const keptKinds: ReadonlySet<string> = new Set(['invalid-json', 'invalid-field', 'too-large']);
