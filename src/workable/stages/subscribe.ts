import { SpiError } from '../api/spi-error.ts';
import { type SubscribedEvent, withTaskDone } from './connection.ts';
import { type CallTurn, type ConnectionTurn, keep, type TaskWork } from './connection-turn.ts';
import type { ConnectionParts } from './parts.ts';
import {
  nextRenewalAt,
  nextSubscriptionStep,
  type SubscriptionStep,
  targetOf,
  withAddress,
  withId,
  withoutReplaced,
} from './subscriptions.ts';

const hourlyMs = 60 * 60_000;
/** However short their lives are. */
const mostOftenMs = 60_000;
/** An event that Workable did not know is asked for again after so long. */
const unsupportedMs = 24 * hourlyMs;

/**
 * Reads which subscriptions there are, and makes or removes one; the next piece reads them back. Done once each event has
 * one, and nothing else of ours is listed.
 */
export const subscribe: TaskWork = async (parts, turn, call) => {
  const { client, webhookBase, credential } = turn.account.connected;
  const { rows } = await call('truth', client.subscriptions);
  const now = parts.now();
  if (turn.record.unsupported.length > 0 && (turn.record.unsupportedAt ?? 0) + unsupportedMs <= now) {
    await keep(parts, turn, ({ unsupportedAt: _, ...record }) => ({ ...record, unsupported: [] }));
  }
  const desired = { base: webhookBase, credential, now };
  for (
    let step = nextSubscriptionStep(turn.record, rows, desired);
    step;
    step = nextSubscriptionStep(turn.record, rows, desired)
  ) {
    // An address is saved before Workable is told of it: whatever happens then, the bridge knows its own addresses.
    if (step.do === 'choose') await chooseAddress(parts, turn, step.event);
    else if (step.do === 'adopt') await adopt(parts, turn, step);
    else return change(parts, turn, call, step);
  }
  const nextAt = Math.min(now + hourlyMs, Math.max(nextRenewalAt(turn.record, rows), now + mostOftenMs));
  await keep(parts, turn, (record) => withTaskDone(withoutReplaced(record, now), 'subscribe', now, nextAt));
};

function adopt(
  parts: ConnectionParts,
  turn: ConnectionTurn,
  { nonce, id }: { nonce: string; id: string },
): Promise<void> {
  return keep(parts, turn, (record) => withId(record, nonce, id));
}

async function change(
  parts: ConnectionParts,
  turn: ConnectionTurn,
  call: CallTurn,
  step: Extract<SubscriptionStep, { do: 'make' | 'remove' }>,
): Promise<void> {
  const { client } = turn.account.connected;
  if (step.do === 'make') return make(parts, turn, call, step);
  await call('truth', (asked) => client.unsubscribe(step.id, asked));
}

function chooseAddress(parts: ConnectionParts, turn: ConnectionTurn, event: SubscribedEvent): Promise<void> {
  const { credential } = turn.account.connected;
  const nonce = parts.newKey();
  return keep(parts, turn, (record) => withAddress(record, { event, nonce, credential }, parts.now()));
}

/** An address that is taken and not listed is given up for another one; an event that is not known is done without. */
async function make(
  parts: ConnectionParts,
  turn: ConnectionTurn,
  call: CallTurn,
  { event, nonce }: { event: SubscribedEvent; nonce: string },
): Promise<void> {
  const { client, webhookBase } = turn.account.connected;
  const { subdomain = '' } = turn.record;
  try {
    const target = targetOf(webhookBase, event, nonce);
    await call('truth', (asked) => client.subscribe({ target, event, subdomain }, asked));
  } catch (error) {
    if (!(error instanceof SpiError)) throw error;
    if (error.kind === 'conflict') {
      const { rows } = await call('truth', client.subscriptions);
      const isListed = rows.some(({ target }) => target === targetOf(webhookBase, event, nonce));
      if (isListed) return;
      // The next one is tried after a wait: a list that is behind would have the bridge make one after the other.
      await chooseAddress(parts, turn, event);
      throw error;
    } else if (error.kind === 'invalid' && event === 'candidate_deleted') {
      const unsupportedAt = parts.now();
      await keep(parts, turn, (record) => ({ ...record, unsupported: [...record.unsupported, event], unsupportedAt }));
    } else throw error;
  }
}
