import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { OpenCircuit } from '../../outbox/circuits.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';

/** The figures of an account, read from Redis alone. */
export type AccountStatus = Awaited<ReturnType<typeof accountStatus>>;

const sampleSize = 1;

export async function accountStatus(
  { name, policy }: BridgeAccount,
  { storage, now }: Pick<BridgeParts, 'storage' | 'now'>,
) {
  const { schedule, backlogs, contacts, applicationCounts } = storage;
  const at = now();
  const [backlog, outbox, notInvited, last, heardAt] = await Promise.all([
    backlogs.backlogOf(name, at),
    schedule.outbox(name, at, sampleSize),
    schedule.notInvited(name, { from: at - policy.invitationExpiresAfterMs, to: at, size: 0 }),
    contacts.read(name),
    applicationCounts.heardAt(name),
  ]);
  const { circuits: waiting } = backlog;
  return {
    account: name,
    interviews: backlog.interviews,
    waiting: outbox.all,
    ...(outbox.all > 0 ? { next_try_at: iso(nextTryAt(outbox.some, waiting, at)) } : {}),
    failed: backlog.failed,
    refused: backlog.conflicts,
    not_invited: notInvited.count,
    rejected_webhooks: backlog.rejectedWebhooks,
    circuits: waiting.map(({ circuit, pause }) => ({
      destination: circuit,
      reason: pause.reason,
      until: iso(pause.until),
      ...(pause.since === undefined ? {} : { since: iso(pause.since) }),
    })),
    last_contacts: {
      vendor_answered: time(last.vendor),
      vendor_webhook: time(last.webhook),
      callback_accepted: time(last.callback),
      callback_answered_otherwise: time(last.answer),
      workable_requested: time(last.request),
      workable_webhook: time(heardAt),
      timeline_written: time(last['workable-api']),
      mail_accepted: time(last.mail),
    },
  };
}

/** Of the first that is due: later where its circuit is open. */
function nextTryAt(some: readonly { at: number }[], open: readonly OpenCircuit[], now: number): number {
  const until = open.length === 0 ? now : Math.min(...open.map(({ pause }) => pause.until));
  return Math.max(until, now, Math.min(...some.map(({ at }) => at)));
}

function time(at: number | undefined): string | null {
  return at === undefined ? null : iso(at);
}
