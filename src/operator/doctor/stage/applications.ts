import type { ApplicationRecord } from '../../../applications/record.ts';
import { iso } from '../../iso.ts';
import type { BridgeParts } from '../../parts.ts';
import type { StageDoorAccount } from '../../queries/application-context.ts';
import { type Finding, fine, uncertain, wrong } from '../finding.ts';

const sampleSize = 200;
const maxListed = 5;

/** What was written to timelines, from the newest applications, and how many requests that has taken. */
export async function applicationFindings(
  { name, connected }: StageDoorAccount,
  { storage, now }: Pick<BridgeParts, 'storage' | 'now'>,
): Promise<Finding[]> {
  const page = { from: 0, to: Number.MAX_SAFE_INTEGER, size: sampleSize, order: 'newest' as const };
  const listed = await storage.applications.page(name, page);
  const read = await Promise.all(listed.map(({ id }) => storage.applications.read(id).catch(() => undefined)));
  const records = read.flatMap((each) => each?.record ?? []);
  return [eventFinding(records), ...entryFindings(records, now()), useFinding(await connected.rateUse())];
}

/** Workable does not say what it has sent. */
function eventFinding(records: readonly ApplicationRecord[]): Finding {
  const heard = records.flatMap(({ seen }) => seen.flatMap(({ webhook }) => webhook ?? []));
  if (heard.length === 0) return uncertain('no webhook of a candidate in these jobs has come yet');
  return fine(`the last webhook about one of the newest candidates came at ${iso(Math.max(...heard))}`);
}

function entryFindings(records: readonly ApplicationRecord[], now: number): Finding[] {
  const failed = records.filter(({ deliveries }) =>
    Object.values(deliveries).some(({ failed: last }) => last !== undefined && last.dismissedAt === undefined),
  );
  const inDoubt = records.filter(({ deliveries }) =>
    Object.values(deliveries).some(({ trying }) => trying !== undefined && now - trying.since > doubtMs),
  );
  return [
    ...listed(failed, 'an entry that could not be written, and is no longer tried'),
    ...listed(inDoubt, 'an entry that has been tried without a clear answer for minutes'),
  ];
}

/** So long an entry may be tried before it is worth a line. */
const doubtMs = 5 * 60_000;

function listed(records: readonly ApplicationRecord[], what: string): Finding[] {
  if (records.length === 0) return [];
  const ids = records.slice(0, maxListed).map(({ id }) => id);
  const count = records.length === 1 ? '1 application has' : `${records.length} applications have`;
  return [wrong(`${count} ${what}. See "bridge applications": ${ids.join(' ')}`, { count: records.length })];
}

function useFinding({
  limit,
  today,
  lastMinute,
}: Awaited<ReturnType<StageDoorAccount['connected']['rateUse']>>): Finding {
  const text = `requests to Workable: ${lastMinute.ours} of ours in the last minute and ${lastMinute.others} of others, of ${limit} in 10 s; today ${today.ours} of ours, ${today.others} of others, ${today.refused} answered 429`;
  return today.refused > 0 ? uncertain(`${text}. Lower WORKABLE_RATE_SHARE if that goes on`) : fine(text);
}
