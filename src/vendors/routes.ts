import Router from '@koa/router';
import type { Context } from 'koa';
import { Failure } from '../errors.ts';
import { allowOnly } from '../http/errors.ts';
import { type ReadBytes, UnreadBody } from '../http/json-body.ts';
import type { Load } from '../http/load-shedding.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { RawWebhook, VerifiedWebhook, WebhookHead, WebhookReading } from '../interviews/ports/vendor.ts';
import type { Account, Emit } from '../interviews/ports.ts';
import { queuePerKey } from '../interviews/queue-per-key.ts';
import { limits } from '../limits.ts';
import { type Senders, sendersByVendor } from './senders.ts';
import { keptWhole } from './whole.ts';

type Parts = {
  accounts: Accounts;
  /** Counts the request among those of its account. */
  enter: Load['enter'];
  readBytes: ReadBytes;
  receive: (account: Account, reading: WebhookReading) => Promise<'observed' | 'hinted' | 'foreign'>;
  /** Stores a body that was rejected, for an operator. `bytes`: the size received, if only its head is kept. */
  keepRejected: (
    account: Account,
    rejected: { at: number; reason: string; body: string; bytes: number; isLonger: boolean },
  ) => Promise<unknown>;
  now: () => number;
  /** Milliseconds of a monotonic clock. */
  monotonic: () => number;
  emit: Emit;
};

/**
 * The accounts that a webhook may be for, by its head. `owner`: who is charged for its body. `asked`: the vendors that
 * were asked.
 */
type Possible = {
  accounts: readonly Account[];
  owner: string;
  isKnown: boolean;
  asked: readonly Senders[];
  methods: Senders['methods'];
};

/** Not an account's name: all webhooks whose account only a signature can prove share the limits of one account. */
const unproven = 'webhooks/signed';

const address = '/webhooks/:vendor{/*path}';

/**
 * `POST /webhooks/<vendor>`, for some vendors `PATCH` too: the proof in the webhook decides the account. Proof in the
 * head is checked before the body is read; then the bytes are read, verified and only then parsed.
 */
export function webhookRoutes({ accounts, enter, readBytes, receive, keepRejected, now, monotonic, emit }: Parts) {
  const router = new Router();
  const byVendor = sendersByVendor(accounts);
  // Compressing and encrypting a large body costs time: bodies of one account are processed one at a time.
  const isKeptWhole = keptWhole(monotonic);
  const runQueued = queuePerKey(limits.requestsOfAccount, 'Too many requests at once');
  router.all(address, async (ctx) => {
    const head = headOf(ctx);
    const possible = possibleFor(head, ctx.params.vendor);
    const { methods } = possible;
    if (!methods.some((method) => method === ctx.method)) return allowOnly(methods.join(', '))(ctx);
    enter(ctx.req, possible.owner);
    const bytes = await readBytes(ctx, possible.owner).catch(async (error) => {
      const [account] = possible.accounts;
      // A sender that disconnected half-way sends it again.
      const isCutOff = ctx.req.destroyed && !ctx.req.complete;
      if (possible.isKnown && account && !isCutOff) await keep(account, error);
      throw error;
    });
    const { account, webhook } = verify({ bytes, ...head }, possible);
    try {
      const outcome = await receive(account, account.vendor.read(webhook, now()));
      if (outcome === 'foreign' && account.vendor.capabilities.unknown === 404) throw unknownInterview();
    } catch (error) {
      await keep(account, error, bytes);
      throw error;
    }
    ctx.body = { received: true };
  });
  return router;

  function possibleFor(head: WebhookHead, vendor: string | undefined): Possible {
    const ofVendor = byVendor.get(vendor?.toLowerCase() ?? '');
    // 401 comes before 404: a caller without a secret must not learn which vendors exist.
    const asked = ofVendor ? [ofVendor] : [...byVendor.values()];
    const known = asked.map((senders) => senders.known(head)).find((account) => account !== undefined);
    const signed = known || !ofVendor ? [] : ofVendor.signed(head);
    if (!known && signed.length === 0) throw unauthorised(head, asked);
    if (!ofVendor) throw new Failure('not-found', 'Not Found');
    const { methods } = ofVendor;
    if (known) return { accounts: [known], owner: known.name, isKnown: true, asked, methods };
    return { accounts: signed, owner: unproven, isKnown: false, asked, methods };
  }

  function verify(raw: RawWebhook, possible: Possible): { account: Account; webhook: VerifiedWebhook } {
    for (const account of possible.accounts) {
      const webhook = account.vendor.verify(raw);
      if (webhook) return { account, webhook };
    }
    throw unauthorised(raw, possible.asked);
  }

  function unauthorised({ headers }: WebhookHead, asked: readonly Senders[]): Failure {
    // The sender may well have an account, and is to try again.
    if (!accounts.isComplete()) return new Failure('store-unavailable', 'Storage is unavailable');
    emit({ event: 'webhook', outcome: 'unauthorised' });
    if (asked.every(({ strangers }) => strangers === 404)) return new Failure('not-found', 'Not Found');
    const proofHeaders = asked.flatMap((each) => each.proofHeaders);
    const isMissing = proofHeaders.every((name) => headers[name] === undefined);
    return isMissing ? new Failure('missing-token', 'Missing Token') : new Failure('invalid-token', 'Invalid Token');
  }

  /**
   * Keeps webhooks for which a retry would not help. Of those that are too large, and of a flood of large ones, only
   * the head is kept.
   */
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

function unknownInterview(): Failure {
  return new Failure('not-found', 'There is no such interview');
}

function headOf({ req, params }: Context & { params: Record<string, string> }): WebhookHead {
  return { headers: req.headers, path: params.path ?? '' };
}

const keptKinds: ReadonlySet<string> = new Set(['invalid-json', 'invalid-field', 'too-large']);
