import type { BridgeAccount } from '../../bridge-accounts.ts';
import { change } from '../../interviews/change.ts';
import { firstFailedAt, withDeliveries } from '../../interviews/record.ts';
import { dismissed } from '../../outbox/delivery.ts';
import type { BridgeParts } from '../parts.ts';
import { audited } from './audit.ts';
import { type Missing, withNamed } from './named.ts';

type Dismissed = { outcome: 'dismissed' | 'dismissed-before' | 'not-failed' };

/** Takes failed deliveries off the list and out of the alarm. Calls `onEach` for every id. */
export function dismiss(
  parts: BridgeParts,
  ids: Iterable<string>,
  onEach: (id: string, result: Dismissed | Missing) => void,
): Promise<void> {
  return audited(parts.audit, 'dismissed failed deliveries', async (add) => {
    for (const id of ids) {
      const result = await withNamed(parts, id, async (account) => {
        const done = await dismissOne(parts, account, id);
        if (done?.outcome === 'dismissed') add(account.name, id);
        return done;
      });
      onEach(id, result);
    }
  });
}

async function dismissOne(
  { storage, now }: BridgeParts,
  account: BridgeAccount,
  id: string,
): Promise<Dismissed | undefined> {
  const changed = await change({ store: storage.interviews, now }, account, id, {
    to: (record) =>
      firstFailedAt(record) === undefined
        ? undefined
        : withDeliveries(record, (delivery) => dismissed(delivery, now())),
    event: 'failed delivery dismissed by an operator',
  });
  if (changed.outcome === 'gone' || changed.outcome === 'lost') return undefined;
  if (changed.outcome === 'unchanged') {
    const hasFailed = Object.values(changed.record.deliveries).some(({ failed }) => failed);
    return { outcome: hasFailed ? 'dismissed-before' : 'not-failed' };
  }
  // A queued replay of it is withdrawn.
  await storage.replays.leave(account.name, id);
  return { outcome: 'dismissed' };
}
