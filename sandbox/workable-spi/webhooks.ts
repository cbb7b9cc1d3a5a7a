import { createHmac, randomUUID } from 'node:crypto';
import { within } from '../../src/http/within.ts';
import { longCandidate } from './render-candidates.ts';
import { type SpiState, stageOf } from './state.ts';
import type { SpiCandidate, SpiDelivery, SpiSubscription } from './types.ts';

export type CandidateEvent = 'candidate_created' | 'candidate_moved' | 'candidate_deleted';
/** Tells everyone who has subscribed. */
export type Fire = (event: CandidateEvent, candidate: SpiCandidate) => void;

/** One event on its way to one subscription. */
type Webhook = {
  subscription: SpiSubscription;
  event: CandidateEvent;
  /** As it was when the event happened, for those that are gone when it is sent. */
  candidate: SpiCandidate;
  firedAt: number;
  uniqueId: string;
  firstBody: string | undefined;
};

/** In real time, for a receiver that does not answer. */
const timeoutMs = 10_000;

/** Delivers webhooks in the order of their events, one at a time per target. Retries follow the clock of the fake. */
export function createSender(state: SpiState) {
  const running = new Set<Promise<void>>();
  const queues = new Map<string, Promise<void>>();
  const closing = new AbortController();
  let held: Webhook[] = [];
  return {
    fire,
    idle,
    /** Gives up what is under way, and repeats nothing. */
    async close(): Promise<void> {
      closing.abort();
      await idle();
    },
    /** The same bytes once more, at any address, whatever their age. Resolves to the status of the answer. */
    resend: (delivery: SpiDelivery, target = delivery.target) => post({ ...delivery, target }, closing.signal),
    /** Sends what waits for others to be reordered with. */
    flush,
  };

  /** Resolves when every delivery that is due has its answer. */
  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  function fire(event: CandidateEvent, candidate: SpiCandidate): void {
    const firedAt = state.clock.now();
    for (const subscription of state.subscriptions) {
      if (!isWanted(subscription, event, candidate, firedAt)) continue;
      const uniqueId = randomUUID().replaceAll('-', '');
      held.push({
        subscription,
        event,
        candidate: structuredClone(candidate),
        firedAt,
        uniqueId,
        firstBody: undefined,
      });
    }
    if (held.length >= state.switches.reorder) flush();
  }

  function isWanted(subscription: SpiSubscription, event: string, candidate: SpiCandidate, now: number): boolean {
    const { args, validUntil } = subscription;
    if (subscription.event !== event || (validUntil !== undefined && validUntil <= now)) return false;
    if (candidate.jobShortcode === undefined && !state.switches.talentPoolEvents) return false;
    const isOfAccount = args.account_id === '' || args.account_id === state.account.subdomain;
    const isOfJob = args.job_shortcode === '' || args.job_shortcode === candidate.jobShortcode;
    return isOfAccount && isOfJob && (args.stage_slug === '' || args.stage_slug === stageOf(state, candidate).slug);
  }

  function flush(): void {
    const webhooks = state.switches.reorder > 0 ? held.toReversed() : held;
    held = [];
    for (const webhook of webhooks) dispatch(webhook);
  }

  function dispatch(webhook: Webhook): void {
    const { switches, clock } = state;
    if (switches.lose > 0) {
      switches.lose -= 1;
      state.deliveries.push({ ...deliveryOf(webhook, 1), isLost: true });
      return;
    }
    const copies = switches.double > 0 ? 2 : 1;
    switches.double = Math.max(0, switches.double - 1);
    for (let copy = 0; copy < copies; copy += 1) {
      if (switches.delay > 0) clock.at(clock.now() + switches.delay, () => enqueue(webhook, 1));
      else enqueue(webhook, 1);
    }
  }

  /** Behind what is under way to the same target. */
  function enqueue(webhook: Webhook, attempt: number): void {
    const { target } = webhook.subscription;
    const sent = (queues.get(target) ?? Promise.resolve()).then(() => deliver(webhook, attempt));
    queues.set(target, sent);
    running.add(sent);
    void sent.finally(() => running.delete(sent));
  }

  async function deliver(webhook: Webhook, attempt: number): Promise<void> {
    const delivery = deliveryOf(webhook, attempt);
    webhook.firstBody ??= delivery.body;
    state.deliveries.push(delivery);
    delivery.status = await post(delivery, closing.signal);
    const { times, spacingMs } = state.switches.retry;
    if (delivery.status === 200 || attempt > times || closing.signal.aborted) return;
    state.clock.at(delivery.at + spacingMs, () => enqueue(webhook, attempt + 1));
  }

  function deliveryOf(webhook: Webhook, attempt: number): SpiDelivery {
    const { subscription, event, candidate, firstBody } = webhook;
    const isRepeated = firstBody !== undefined && !state.switches.replayShowsNow;
    const body = isRepeated ? firstBody : JSON.stringify(envelopeOf(webhook));
    const headers = { 'content-type': 'application/json', 'x-workable-signature': sign(body, subscription) };
    const { id: subscriptionId, target } = subscription;
    const at = state.clock.now();
    return {
      at,
      subscriptionId,
      event,
      candidateId: candidate.id,
      target,
      headers,
      body,
      attempt,
      isLost: false,
      status: undefined,
    };
  }

  /** The candidate as it is now, not as it was at the event. Its `id` is no id of the delivery. */
  function envelopeOf({ event, candidate, firedAt, uniqueId }: Webhook): object {
    const { envelopeId, deletedPayload } = state.switches;
    const isIdAlone = event === 'candidate_deleted' && deletedPayload === 'id';
    const current = state.candidates.get(candidate.id) ?? candidate;
    return {
      data: isIdAlone ? { id: candidate.id } : longCandidate(state, current),
      id: envelopeId === 'resource' ? candidate.id : uniqueId,
      resource_type: 'candidate',
      event_type: event,
      fired_at: new Date(firedAt).toISOString(),
    };
  }

  function sign(body: string, subscription: SpiSubscription): string {
    const digest = createHmac('sha256', keyOf(subscription)).update(body);
    const { signature } = state.switches;
    if (signature === 'base64') return digest.digest('base64');
    return signature === 'hex' ? digest.digest('hex') : digest.digest('hex').toUpperCase();
  }

  /** The token with which the subscription was made, even where it is no longer valid, or the application's secret. */
  function keyOf({ token: value }: SpiSubscription): string {
    const token = state.tokens.find((each) => each.value === value);
    if (token?.appSecret !== undefined) return token.appSecret;
    if (token?.kind !== 'account' || state.switches.tokenRotated === 'old-signs') return value;
    return (
      state.tokens.findLast(({ kind, subdomain }) => kind === 'account' && subdomain === token.subdomain)?.value ??
      value
    );
  }
}

/** Resolves to the status of the answer, 0 without one. */
function post({ target, headers, body }: SpiDelivery, closing: AbortSignal): Promise<number> {
  return within(timeoutMs, async ({ signal: late }) => {
    const signal = AbortSignal.any([late, closing]);
    const answer = await fetch(target, { method: 'POST', headers, body, redirect: 'manual', signal }).catch(
      () => undefined,
    );
    await answer?.body?.cancel().catch(() => undefined);
    return answer?.status ?? 0;
  });
}
