import type { BridgeAccount } from '../../bridge-accounts.ts';
import { type InterviewRecord, invitationMail } from '../../interviews/record.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import { readRecord } from '../read-record.ts';
import { type Finding, wrong } from './finding.ts';

const maxListed = 5;

/** Interviews without an invitation: a recruiter has to send them again, until they would have expired. */
export async function invitationFindings(
  { name, policy }: BridgeAccount,
  { storage, now }: Pick<BridgeParts, 'storage' | 'now'>,
): Promise<Finding[]> {
  const from = now() - policy.invitationExpiresAfterMs;
  const { count, since, newest } = await storage.schedule.notInvited(name, { from, to: now(), size: maxListed });
  if (count === 0 || since === undefined) return [];
  const records = await Promise.all(newest.map(({ id }) => readRecord(storage, id, () => undefined)));
  const [last] = records.flatMap((record) => (record && failureOf(record)) ?? []).sort((a, b) => b.at - a.at);
  const why = last?.message ?? 'for an unknown reason';
  const what =
    count === 1
      ? `1 interview has no invitation since ${iso(since)}`
      : `${count} interviews have no invitation, the first since ${iso(since)}, the last since ${iso(last?.at ?? since)}`;
  const ids = newest.map(({ id }) => id).join(' ');
  return [
    wrong(
      `${what}: ${why}. Workable got an error for each: once the cause is fixed, have them sent again, or "bridge cancel <id>" those that are not wanted any more. See "bridge show <id>": ${ids}`,
      { count, since },
    ),
  ];
}

function failureOf({ invitation, deliveries }: InterviewRecord): { at: number; message: string } | undefined {
  if ('failure' in invitation) return { at: invitation.at, message: invitation.failure.message };
  const failed = deliveries[invitationMail]?.failed;
  return failed && { at: failed.at, message: 'its mail could not be delivered' };
}
