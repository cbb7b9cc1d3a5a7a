import { dismissApplication } from '../../applications/replay.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import { change } from '../../interviews/change.ts';
import { dismissed, firstFailedAt, withDeliveries } from '../../outbox/delivery.ts';
import type { BridgeParts } from '../parts.ts';
import type { Selected } from '../selected.ts';
import { audited } from './audit.ts';
import { isMissing, type Missing, namedWithDeliveries } from './named.ts';

type Dismissed = { outcome: 'dismissed' | 'dismissed-before' | 'not-failed' };

/** Takes failed deliveries off the list and out of the alarm. Calls `onEach` for every id. */
export function dismiss(
  parts: BridgeParts,
  ids: Iterable<string>,
  onEach: (id: string, result: Dismissed | Missing) => void,
): Promise<void> {
  return audited(parts.audit, 'dismissed failed deliveries', async (add) => {
    for (const id of ids) {
      const found = await namedWithDeliveries(parts, id);
      if (isMissing(found)) {
        onEach(id, found);
        continue;
      }
      const result = await dismissOne(parts, found);
      if (result.outcome === 'dismissed') add(found.account.name, id);
      onEach(id, result);
    }
  });
}

async function dismissOne(parts: BridgeParts, selected: Selected): Promise<Dismissed | Missing> {
  const { id, deliveries } = selected.record;
  const changed = await (selected.kind === 'application'
    ? dismissApplication({ ...parts, applications: parts.storage.applications, wakeUp: parts.wakeUps.send }, id)
    : dismissDelivery(parts, selected.account, id));
  if (changed === 'gone') return { outcome: 'missing' };
  if (changed === 'unchanged') {
    const hasFailed = Object.values(deliveries).some(({ failed }) => failed);
    return { outcome: hasFailed ? 'dismissed-before' : 'not-failed' };
  }
  // A queued replay of it is withdrawn.
  await parts.storage.replays.leave(selected.account.name, id);
  return { outcome: 'dismissed' };
}

async function dismissDelivery(
  { storage, now }: BridgeParts,
  account: BridgeAccount,
  id: string,
): Promise<'changed' | 'unchanged' | 'gone'> {
  const { outcome } = await change({ store: storage.interviews, now }, account, id, {
    to: (record) =>
      firstFailedAt(record) === undefined
        ? undefined
        : withDeliveries(record, (delivery) => dismissed(delivery, now())),
    event: 'failed delivery dismissed by an operator',
  });
  if (outcome === 'gone' || outcome === 'lost') return 'gone';
  return outcome === 'unchanged' ? 'unchanged' : 'changed';
}
