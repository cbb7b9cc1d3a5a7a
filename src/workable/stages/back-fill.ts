import { heldBefore, released } from '../../applications/release.ts';
import type { Place } from '../../applications/snapshot.ts';
import { limits } from '../../limits.ts';
import { minuteMs, mostAMinute } from './back-fills.ts';
import { type BackFill, type ConnectionRecord, withTaskDone } from './connection.ts';
import { keep, type TaskWork } from './connection-turn.ts';
import type { ConnectionParts } from './parts.ts';
import { holdsIn } from './trigger-index.ts';

const restMs = 24 * 60 * 60_000;
const pageSize = 200;

/** Releases the next candidates of one back-fill: those who stood in the stage before there was the trigger. */
export const backFill: TaskWork = async (parts, turn) => {
  const { account, record } = turn;
  const now = parts.now();
  const [next] = Object.entries(record.backFills ?? {}).filter(([, { endedAt }]) => endedAt === undefined);
  if (!next) return keep(parts, turn, (each) => withTaskDone(each, 'back-fill', now, now + restMs));
  const [id, running] = next;
  const trigger = account.connected.everyTrigger(record).find((each) => each.id === id);
  const isActive = trigger?.state === 'active' && trigger.template !== undefined;
  const isMeant = isActive && holdsIn(account.connected.triggersWith(record), trigger);
  const passed = isMeant ? await releasePage(parts, account.name, isMeant, running) : undefined;
  await keep(parts, turn, (each) => {
    const kept = each.backFills?.[id];
    // It may have been stopped meanwhile.
    if (!kept || kept.endedAt !== undefined) return each;
    const after = passed ? { ...kept, ...passed } : { ...kept, endedAt: now };
    const changed: ConnectionRecord = { ...each, backFills: { ...each.backFills, [id]: after } };
    return withTaskDone(changed, 'back-fill', now, after.released > kept.released ? now + minuteMs : now);
  });
};

/** Goes on with the list of all applications until enough are released, or it is through. */
async function releasePage(
  { applications, now, wakeUp }: ConnectionParts,
  account: string,
  isMeant: (place: Place) => boolean,
  { startedAt, released: before, after: last }: BackFill,
): Promise<Pick<BackFill, 'released' | 'after' | 'endedAt'>> {
  const page = await applications.page(account, { from: 0, to: startedAt, size: pageSize, last, order: 'oldest' });
  let count = 0;
  let after = last;
  for (const listed of page) {
    if (count === mostAMinute) return { released: before + count, ...(after ? { after } : {}) };
    if (await release(listed.id)) count += 1;
    after = listed;
  }
  const isThrough = page.length < pageSize;
  return { released: before + count, ...(after ? { after } : {}), ...(isThrough ? { endedAt: now() } : {}) };

  async function release(id: string): Promise<boolean> {
    for (let tries = 0; tries < limits.savesInARow; tries += 1) {
      const current = await applications.read(id);
      const stay = current && heldBefore(current.record, isMeant);
      if (!current || !stay) return false;
      const record = released(current.record, stay, now());
      const saved = await applications.save(record, current.version, { dueAt: now() });
      if (saved.outcome !== 'saved') continue;
      wakeUp(id);
      return true;
    }
    return false;
  }
}
