import { setTimeout as sleep } from 'node:timers/promises';
import { type Cancelled, cancelInterview } from '../../interviews/cancel.ts';
import type { BridgeParts } from '../parts.ts';
import { isMissing, type Missing, withNamed } from './named.ts';

/** `linkStillWorks`: of the candidate; undefined while it is not known. */
type Done =
  | Exclude<Cancelled, { outcome: 'cancelled' }>
  | { outcome: 'cancelled'; linkStillWorks: boolean | undefined };

const lookMs = 100;

/** Cancels an interview, and waits for so long for what the vendor answers. */
export async function cancel(parts: BridgeParts, id: string, waitMs: number): Promise<Done | Missing> {
  const { storage, now, wakeUps, audit } = parts;
  const result = await withNamed(parts, id, async (account) => {
    const cancelled = await cancelInterview({ store: storage.interviews, now, wakeUp: wakeUps.send }, account, id);
    if (cancelled?.outcome === 'cancelled') {
      await audit({ account: account.name, did: 'cancelled interviews', ids: [id] });
    }
    return cancelled;
  });
  if (isMissing(result) || result.outcome !== 'cancelled') return result;
  return { ...result, linkStillWorks: result.linkStillWorks || (await isLinkLeft(parts, id, waitMs)) };
}

/** Whether the vendor, which withdraws invitations as a rule, has refused to; undefined while it has not answered. */
async function isLinkLeft({ storage }: BridgeParts, id: string, waitMs: number): Promise<boolean | undefined> {
  for (let waited = 0; waited < waitMs; waited += lookMs) {
    const cancellation = (await storage.interviews.read(id))?.record.cancellation;
    if (!cancellation || cancellation.isOver) return cancellation?.isRefused === true;
    await sleep(lookMs);
  }
  return undefined;
}
