import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import type { DeliveryState } from '../../outbox/delivery.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import { troublesOf } from '../troubles.ts';
import { type Finding, fine, uncertain, wrong } from './finding.ts';
import { sampleSize } from './newest-records.ts';

/**
 * Workable has no call to test the token with, so the last callbacks decide. `newest`: the newest interviews; undefined
 * without Redis.
 */
export async function deliveryFindings(
  account: BridgeAccount,
  newest: readonly InterviewRecord[] | undefined,
  parts: Pick<BridgeParts, 'storage' | 'now'>,
): Promise<Finding[]> {
  const troubles = await troublesOf(account, parts).catch(() => undefined);
  if (!troubles || !newest) {
    return [wrong('without Redis it cannot be checked whether Workable accepts our callbacks')];
  }
  if (troubles.length > 0) return troubles.map(({ text, ...about }) => wrong(text, about));
  const { settings } = account;
  // The results of the stage door go to timelines.
  const isStageAlone = settings.stage !== undefined && settings.workable.callbackToken === undefined;
  return isStageAlone ? [] : [lastCallback(newest)];
}

/** Workable's last answers to the callbacks of these interviews. */
function lastCallback(found: readonly InterviewRecord[]): Finding {
  const deliveries = found.flatMap((record) =>
    // Others go to other places, such as the mail server.
    Object.entries(record.deliveries).flatMap(([key, delivery]) => (key.startsWith('callback/') ? delivery : [])),
  );
  const acknowledged = deliveries.flatMap(({ acknowledged }) => acknowledged?.at ?? []);
  if (acknowledged.length > 0) {
    return fine(`Workable last accepted a callback at ${iso(Math.max(...acknowledged))}`);
  }
  const rejections = deliveries.flatMap(rejectionsOf).sort((a, b) => b.at - a.at);
  const [last] = rejections;
  if (last) {
    return uncertain(
      `Workable last answered a callback at ${iso(last.at)}, with ${last.status}, and has accepted none`,
    );
  }
  const isAll = found.length < sampleSize;
  const which = isAll ? 'stored interview shows' : `one of the newest ${sampleSize} interviews shows`;
  return uncertain(`no ${which} a use of the callback token`);
}

function rejectionsOf({ refused, failed }: DeliveryState): { at: number; status: number }[] {
  const status = failed?.answer.status;
  return [
    ...(refused ? [{ at: refused.at, status: 409 }] : []),
    // No status: there was no answer, or nothing was sent.
    ...(failed && status !== undefined ? [{ at: failed.at, status }] : []),
  ];
}
