import Router from '@koa/router';
import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import { type ReadBytes, UnreadBody } from '../http/json-body.ts';
import type { Load } from '../http/load-shedding.ts';
import type { RawWebhook, VerifiedWebhook, WebhookHead, WebhookReading } from '../interviews/ports/vendor.ts';
import type { Account, Emit } from '../interviews/ports.ts';
import { queuePerKey } from '../interviews/queue-per-key.ts';
import { limits } from '../limits.ts';
import { keptWhole } from './whole.ts';

type Parts = {
  accounts: readonly Account[];
  /** Takes a request's place among those of its account. */
  enter: Load['enter'];
  readBytes: ReadBytes;
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

/** Who may have sent a webhook, by its head. `owner`: whose share of the limits its body takes. */
type Senders = { accounts: readonly Account[]; owner: string; isKnown: boolean };

/** No account's name: all senders that only a signature can tell have one account's share together. */
const unproven = 'webhooks/signed';

const address = '/webhooks/:vendor{/*path}';

/**
 * `POST /webhooks/<vendor>`: the sender decides the account. What proves it in the head is checked before anything is read;
 * then the bytes are read, verified and only then parsed.
 */
export function webhookRoutes({ accounts, enter, readBytes, receive, keepRejected, now, monotonic, emit }: Parts) {
  const router = new Router();
  // To compress and encrypt a large body is work; an account that sends many of them waits for itself.
  const isKeptWhole = keptWhole(monotonic);
  const runQueued = queuePerKey(limits.requestsOfAccount, 'Too many requests at once');
  router.post(address, async (ctx) => {
    const head = headOf(ctx);
    const senders = sendersOf(head, ctx.params.vendor);
    enter(ctx.req, senders.owner);
    const bytes = await readBytes(ctx, senders.owner).catch(async (error) => {
      const [account] = senders.accounts;
      // Who hung up half-way sends it again.
      const isCutOff = ctx.req.destroyed && !ctx.req.complete;
      if (senders.isKnown && account && !isCutOff) await keep(account, error);
      throw error;
    });
    const { account, webhook } = verify({ ...head, bytes }, senders);
    try {
      await receive(account, account.vendor.read(webhook, now()));
    } catch (error) {
      await keep(account, error, bytes);
      throw error;
    }
    ctx.body = { received: true };
  });
  const refuseMethod = allowOnly('POST');
  router.all(address, (ctx) => {
    sendersOf(headOf(ctx), ctx.params.vendor);
    refuseMethod(ctx);
  });
  return router;

  function sendersOf(head: WebhookHead, vendor: string | undefined): Senders {
    const ofVendor = accounts.filter((account) => account.vendor.name === vendor?.toLowerCase());
    // 401 comes before 404: without any secret of ours nobody learns which vendors there are.
    const asked = ofVendor.length > 0 ? ofVendor : accounts;
    const recognised = asked.map((account) => ({ account, as: account.vendor.recognise(head) }));
    const known = recognised.find(({ as }) => as === 'known')?.account;
    const possible = recognised.filter(({ as }) => as === 'signed').map(({ account }) => account);
    if (!known && (possible.length === 0 || ofVendor.length === 0)) throw unauthorised(head, asked);
    if (ofVendor.length === 0) throw new Failure('not-found', 'Not Found');
    if (known) return { accounts: [known], owner: known.name, isKnown: true };
    return { accounts: possible, owner: unproven, isKnown: false };
  }

  function verify(raw: RawWebhook, senders: Senders): { account: Account; webhook: VerifiedWebhook } {
    for (const account of senders.accounts) {
      const webhook = account.vendor.verify(raw);
      if (webhook) return { account, webhook };
    }
    throw unauthorised(raw, senders.accounts);
  }

  function unauthorised({ headers }: WebhookHead, asked: readonly Account[]): Failure {
    emit({ event: 'webhook', outcome: 'unauthorised' });
    const proofHeaders = asked.flatMap(({ vendor }) => vendor.capabilities.proofHeaders);
    const isMissing = proofHeaders.every((name) => headers[name] === undefined);
    return isMissing ? new Failure('missing-token', 'Missing Token') : new Failure('invalid-token', 'Invalid Token');
  }

  /** What sending it again would not help. Of what was too large to be read, and of a flood of large ones, only the head is kept. */
  async function keep(account: Account, error: unknown, read: Buffer = Buffer.alloc(0)): Promise<void> {
    if (!(error instanceof Failure) || !keptKinds.has(error.kind)) return;
    const asRead = { body: read.toString('utf8'), bytes: read.length, isLonger: false };
    const { body: whole, bytes, isLonger } = error instanceof UnreadBody ? error : asRead;
    const body = isKeptWhole(account.name, bytes) ? whole : whole.slice(0, limits.rejectedHeadBytes);
    const rejected = { at: now(), reason: error.message, body, bytes, isLonger };
    await runQueued(account.name, () => keepRejected(account, rejected));
    emit({ event: 'webhook', outcome: 'rejected', account: account.name, detail: error.message });
  }
}

function headOf({ req, params }: Context & { params: Record<string, string> }): WebhookHead {
  return { headers: req.headers, path: params.path ?? '' };
}

const keptKinds: ReadonlySet<string> = new Set(['invalid-json', 'invalid-field', 'too-large']);
