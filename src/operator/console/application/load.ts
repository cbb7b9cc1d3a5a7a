import { openEntryOf } from '../../../applications/again.ts';
import { heldBefore } from '../../../applications/release.ts';
import { emailOf } from '../../../interviews/person.ts';
import { isMissing, namedWithDeliveries } from '../../actions/named.ts';
import { foundApplication } from '../../api/found.ts';
import { applicationView } from '../../queries/applications.ts';
import { changesOf } from '../../queries/changes.ts';
import { type Obstacle, obstacleOf } from '../../queries/obstacle.ts';
import { entryDocumentsOf } from '../../selected.ts';
import type { ConsoleParts } from '../page.ts';

export type ApplicationData = Awaited<ReturnType<typeof loadApplication>>;

/** A candidate of one job with all that the console says of them; nothing personal is shown before it is asked for. */
export async function loadApplication(parts: ConsoleParts, id: string) {
  const selected = foundApplication(id, await namedWithDeliveries(parts, id));
  const { record, account, context } = selected;
  const [view, isQueued, obstacle] = await Promise.all([
    applicationView(parts, account, record),
    parts.storage.replays.isWaiting(account.name, id),
    obstacleOf(parts, account, record),
  ]);
  const changes = changesOf(selected, parts.now());
  const isAwaited = changes.isSent || (view.interview_id === undefined && view.state !== 'gone');
  const wanted = new Map(entryDocumentsOf(selected, parts.now()).map(({ key, document }) => [key, document.label]));
  return {
    view,
    record,
    /** Each with its word in the history. */
    entries: view.entries.map((each) => ({
      ...each,
      label: record.deliveries[each.entry]?.acknowledged?.label ?? wanted.get(each.entry),
    })),
    isQueued,
    changes,
    /** Only where something waits for it. */
    obstacle: isAwaited ? obstacle : undefined,
    hasFailed: selected.state === 'failed',
    mayInvite: heldBefore(record, () => true) !== undefined || openEntryOf(record, context, parts.now()) !== undefined,
    email: emailOf(record.person.email ?? ''),
  };
}

/** What keeps its entries from the timeline; undefined where none waits, or nothing is in their way. */
export async function obstacleToEntries(parts: ConsoleParts, id: string): Promise<Obstacle | undefined> {
  const found = await namedWithDeliveries(parts, id);
  if (isMissing(found) || found.kind !== 'application') return undefined;
  const isAnyWaiting = changesOf(found, parts.now()).isSent;
  return isAnyWaiting ? obstacleOf(parts, found.account, found.record) : undefined;
}

export function pathOf(id: string): `/${string}` {
  return `/applications/${encodeURIComponent(id)}`;
}
