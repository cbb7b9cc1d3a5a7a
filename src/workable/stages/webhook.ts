import { createHmac } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { ApplicationStore } from '../../applications/ports.ts';
import { endCandidate, seeCandidate } from '../../applications/see.ts';
import { Failure } from '../../errors.ts';
import { allowOnly } from '../../http/errors.ts';
import { type ReadBytes, UnreadBody } from '../../http/json-body.ts';
import type { Load } from '../../http/load-shedding.ts';
import { isSameSecret } from '../../http/secrets.ts';
import type { Accounts } from '../../interviews/ports/accounts.ts';
import type { Emit } from '../../interviews/ports.ts';
import { Candidate } from '../api/candidates.ts';
import { optional, Time, Word } from '../api/values.ts';
import { type SubscribedEvent, subscribedEvents } from './connection.ts';
import type { Connected, ConnectionStore } from './parts.ts';
import { sightingOf } from './sighting.ts';
import type { Triggers } from './trigger-index.ts';

type Parts = {
  /** Those without the stage door, or that are being removed, are none here. */
  accounts: Accounts<{ readonly name: string; readonly stage?: unknown; readonly connected?: Connected }>;
  connections: Pick<ConnectionStore, 'idOf' | 'read'>;
  applications: ApplicationStore;
  enter: Load['enter'];
  readBytes: ReadBytes;
  keepRejected: (
    account: string,
    rejected: { at: number; reason: string; body: string; bytes: number; isLonger: boolean },
  ) => Promise<unknown>;
  /** A signed webhook came. Never waits or throws. */
  noteHeard: (account: string, at: number) => void;
  newKey: () => string;
  wakeUp: (id: string) => void;
  now: () => number;
  emit: Emit;
};

const Envelope = z.object({ data: z.unknown(), event_type: z.unknown().optional(), fired_at: Time });
const Named = z.object({ id: z.string().min(1), account: optional(z.object({ subdomain: Word })) });

type Addressed = {
  name: string;
  connected: Connected;
  event: SubscribedEvent;
  triggers: Triggers;
  /** Of the account at Workable, as far as it is known. */
  subdomain: string | undefined;
};

/**
 * `POST /webhooks/workable/<account>/<event>/<nonce>`. What Workable cannot mend by sending it again is answered 200;
 * everything else is repeated until it is taken.
 */
export function stageWebhookRoutes(parts: Parts) {
  const { accounts, connections, enter, readBytes, keepRejected, now, emit } = parts;
  const router = new Router();
  router.post('/webhooks/workable/:account/:event/:nonce', async (ctx) => {
    const addressed = await addressedBy(ctx.params);
    if (!addressed) {
      emit({ event: 'webhook', outcome: 'unknown-address' });
      ctx.body = taken;
      return;
    }
    const { name } = addressed;
    enter(ctx.req, name);
    const bytes = await readBytes(ctx, name).catch(async (error) => {
      // Signed or not is not known: nothing of it is kept.
      if (error instanceof UnreadBody && error.kind !== 'too-large')
        throw new Failure('invalid-token', 'Invalid Token');
      throw error;
    });
    if (!isSigned(ctx, bytes, addressed.connected.tokensAt(now()))) {
      emit({ event: 'webhook', outcome: 'unauthorised', account: name });
      throw new Failure('invalid-token', 'Invalid signature');
    }
    parts.noteHeard(name, now());
    const reason = await receive(addressed, bytes);
    if (reason !== undefined) {
      const body = bytes.toString('utf8');
      await keepRejected(name, { at: now(), reason, body, bytes: bytes.length, isLonger: false });
      emit({ event: 'webhook', outcome: 'rejected', account: name, detail: reason });
    }
    ctx.body = taken;
  });
  router.all('/webhooks/workable/:account/:event/:nonce', allowOnly('POST'));
  return router;

  async function addressedBy(params: Readonly<Record<string, string>>): Promise<Addressed | undefined> {
    const { account: name = '', event, nonce = '' } = params;
    const account = accounts.get(name);
    if (!account && !accounts.isComplete()) throw new Failure('store-unavailable', 'Storage is unavailable');
    const known = subscribedEvents.find((each) => each === event);
    if (!account?.connected || !account.stage || !known) return undefined;
    const connection = await connections.read(connections.idOf(name));
    const isOurs = connection?.record.subscriptions.some(
      (each) => each.event === known && isSameSecret(nonce, each.nonce),
    );
    if (!connection || !isOurs) return undefined;
    const { connected } = account;
    connected.follow(connection.record);
    const subdomain = connected.subdomain ?? connection.record.subdomain;
    return { name, connected, event: known, triggers: connected.triggersWith(connection.record), subdomain };
  }

  /** Resolves once what it says is durable; to why it says nothing, where it does not. */
  async function receive(
    { name, connected, event, triggers, subdomain }: Addressed,
    bytes: Buffer,
  ): Promise<string | undefined> {
    const envelope = Envelope.safeParse(jsonOf(bytes));
    const named = Named.safeParse(envelope.data?.data);
    if (!envelope.data || !named.success) return 'no JSON, or without data.id';
    if (isOfAnotherEvent(event, envelope.data.event_type)) return 'of another event than its address';
    if (isOfAnother(subdomain, named.data.account?.subdomain)) return 'of another subdomain';
    if (event === 'candidate_deleted') {
      await endCandidate(parts, name, named.data.id);
      emit({ event: 'webhook', outcome: 'observed', account: name, detail: event });
      return undefined;
    }
    const read = Candidate.safeParse(envelope.data.data);
    if (!read.success) return 'data of an unknown shape';
    const candidate = read.data;
    const { catalog, clock } = connected;
    const job = candidate.job?.shortcode;
    const stage = job && candidate.stage ? catalog.knownSlugOf(job, candidate.stage) : undefined;
    const firedAt = envelope.data.fired_at;
    const sighting = sightingOf(candidate, { source: 'webhook', at: now(), aheadMs: clock.aheadMs(), firedAt, stage });
    const isKept = job !== undefined && triggers.hasJob(job);
    await seeCandidate(parts, name, candidate.id, sighting, { isKept });
    emit({ event: 'webhook', outcome: 'observed', account: name, detail: event });
    return undefined;
  }
}

/** One that does not say of which event it is, is taken for that of its address. */
function isOfAnotherEvent(event: SubscribedEvent, said: unknown): boolean {
  return said !== undefined && said !== null && said !== event;
}

function isOfAnother(subdomain: string | undefined, said: string | undefined): boolean {
  return subdomain !== undefined && said !== undefined && said.toLowerCase() !== subdomain;
}

const taken = { received: true };

/** HMAC-SHA256 of the very bytes with one of the tokens, in hex or base64. In constant time. */
function isSigned({ req }: Context, bytes: Buffer, tokens: readonly string[]): boolean {
  const presented = signatureIn(String(req.headers['x-workable-signature'] ?? ''));
  if (!presented) return false;
  return tokens
    .map((token) => isSameSecret(presented, createHmac('sha256', token).update(bytes).digest()))
    .includes(true);
}

function signatureIn(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
