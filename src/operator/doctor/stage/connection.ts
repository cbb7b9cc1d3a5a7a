import { type ConnectionRecord, subscribedEvents } from '../../../workable/stages/connection.ts';
import { iso } from '../../iso.ts';
import { restart } from '../../remedies.ts';
import { type Finding, fine, uncertain, wrong } from '../finding.ts';
import type { Known } from './access.ts';

/** A pass is due every minute. */
const latePollMs = 10 * 60_000;

/** What the workers have found at Workable, and whether it still comes. */
export function connectionFindings({ record, now, account }: Known): Finding[] {
  if (!record) return [uncertain('no worker has connected to Workable yet')];
  if (account.isPaused) return [];
  return [
    ...refusalFindings(record),
    ...awayFindings(record, account.name),
    subscriptionFinding(record),
    pollFinding(record, now),
  ];
}

function refusalFindings({ refusedSince, tasks }: ConnectionRecord): Finding[] {
  if (refusedSince !== undefined) {
    return [wrong(tokenRefusedText(refusedSince), { since: refusedSince })];
  }
  return Object.entries(tasks).flatMap(([task, { problem }]) =>
    problem === undefined || task === 'poll' ? [] : [wrong(`${task} fails and is tried again: ${problem}`)],
  );
}

/** What to do is the same wherever it is said. */
export function tokenRefusedText(since: number): string {
  return `Workable has not accepted the API token since ${iso(since)}: it was revoked or has expired. Make another one there, set WORKABLE_API_TOKEN and ${restart}; everything waits until then, and nothing is lost`;
}

function awayFindings({ away }: ConnectionRecord, name: string): Finding[] {
  if (!away) return [];
  const from = `from ${iso(away.since)} to ${iso(away.until)}`;
  return [
    wrong(
      `Workable was not heard of ${from}: candidates are invited once you say so. Look at "bridge applications --account ${name}", then "bridge stage resume ${name}"`,
      { since: away.since },
    ),
  ];
}

function subscriptionFinding({ subscriptions, unsupported, tasks }: ConnectionRecord): Finding {
  const isMade = (event: string) => subscriptions.some((each) => each.event === event && each.id && !each.endedAt);
  const missing = subscribedEvents.filter((event) => !isMade(event) && !unsupported.includes(event));
  if (missing.length > 0)
    return uncertain(`no webhook is subscribed for ${missing.join(', ')}: the poll finds the rest`);
  const at = tasks.subscribe?.okAt;
  const without = unsupported.length === 0 ? '' : `; Workable has none for ${unsupported.join(', ')}`;
  return fine(`webhooks are subscribed${at === undefined ? '' : `, as checked at ${iso(at)}`}${without}`);
}

function pollFinding({ poll, tasks }: ConnectionRecord, now: number): Finding {
  const { goodUntil } = poll;
  const problem = tasks.poll?.problem;
  const why = problem === undefined ? '' : `: ${problem}`;
  if (goodUntil === undefined) return uncertain(`candidates have not been polled yet${why}`);
  const text = `all changes until ${iso(goodUntil)} were polled`;
  if (now - goodUntil <= latePollMs) return fine(text);
  return wrong(`${text}, and none since${why || ': is a worker running?'}`, { since: goodUntil });
}
