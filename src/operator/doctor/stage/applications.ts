import { applicationStandings } from '../../../applications/standing.ts';
import type { ApplicationCounts } from '../../../store/application-counts.ts';
import type { RateUse } from '../../../workable/api/limiter.ts';
import { spiCircuit } from '../../../workable/stages/destinations/comments.ts';
import { iso } from '../../iso.ts';
import type { BridgeParts } from '../../parts.ts';
import type { StageDoorAccount } from '../../queries/application-context.ts';
import { type Finding, fine, uncertain, wrong } from '../finding.ts';

/** So long a write may go without an answer before it is worth a line. */
const doubtMs = 5 * 60_000;

/** What was written to timelines, and how many requests that has taken. */
export async function applicationFindings(
  { name, connected }: StageDoorAccount,
  { storage: { applicationCounts, schedule }, now }: Pick<BridgeParts, 'storage' | 'now'>,
): Promise<Finding[]> {
  const [counts, heardAt, use] = await Promise.all([
    applicationCounts.read(name, { circuit: spiCircuit, before: now() - doubtMs }),
    applicationCounts.heardAt(name),
    connected.rateUse(),
  ]);
  const failedSince = counts.failed > 0 ? await schedule.oldest(name, 'failed') : undefined;
  return [
    heardFinding(heardAt),
    ...unclearFindings(counts),
    ...failedFindings(counts, failedSince),
    ...doubtFindings(counts),
    useFinding(use),
  ];
}

export const noWebhookYet = 'no webhook of Workable has come yet';

/** Workable does not say what it has sent. */
function heardFinding(at: number | undefined): Finding {
  if (at === undefined) return uncertain(noWebhookYet);
  return fine(`the last webhook of Workable came at ${iso(at)}`);
}

function unclearFindings({ standings }: ApplicationCounts): Finding[] {
  const count = standings[applicationStandings.indexOf('unclear')] ?? 0;
  if (count === 0) return [];
  const who = count === 1 ? 'of 1 candidate' : `of ${count} candidates`;
  const text = `the stage ${who} is not certain, and they are not invited: give each stage of a job a name of its own in Workable. See "bridge applications"`;
  return [{ ...uncertain(text), count }];
}

function failedFindings({ failed: count }: ApplicationCounts, since: number | undefined): Finding[] {
  if (count === 0) return [];
  const what = 'an entry that could not be written and is no longer tried';
  const text = `${counted(count)} ${what}. See "bridge failed", then "bridge replay" or "bridge dismiss"`;
  return [wrong(text, { count, ...(since === undefined ? {} : { since }) })];
}

function doubtFindings({ inDoubt: count, inDoubtSince: since }: ApplicationCounts): Finding[] {
  if (count === 0) return [];
  const from = since === undefined ? '' : `, the first since ${iso(since)}`;
  const text = `${counted(count)} an entry that was sent without a clear answer${from}: it is looked for on the timeline before it is written again. See "bridge applications"`;
  return [wrong(text, { count, ...(since === undefined ? {} : { since }) })];
}

function counted(count: number): string {
  return count === 1 ? '1 application has' : `${count} applications have`;
}

/** The request that uses up Workable's limit is refused already: of ten, nine are answered. */
function useFinding({ limit, today, lastMinute }: RateUse): Finding {
  const text = `requests to Workable: ${lastMinute.ours} of ours in the last minute and ${lastMinute.others} of others; Workable answers ${limit - 1} in 10 s; today ${today.ours} of ours, ${today.others} of others, ${today.refused} answered 429`;
  return today.refused > 0 ? uncertain(`${text}. Lower WORKABLE_RATE_SHARE if that goes on`) : fine(text);
}
