import { makeDue } from '../../applications/notify.ts';
import type { ApplicationRecord } from '../../applications/record.ts';
import { heldBefore } from '../../applications/release.ts';
import { Failure } from '../../errors.ts';
import { mostAMinute, withBackFill, withBackFillStopped } from '../../workable/stages/back-fills.ts';
import type { KnownTrigger } from '../../workable/stages/stored-triggers.ts';
import { holdsIn } from '../../workable/stages/trigger-index.ts';
import type { BridgeParts } from '../parts.ts';
import type { StageDoorAccount } from '../queries/application-context.ts';
import { connectionOf } from '../queries/triggers.ts';
import { changeDoor } from './change-door.ts';

type Parts = Pick<BridgeParts, 'storage' | 'wakeUps' | 'now' | 'audit'>;

const pageSize = 200;

/** How long a back-fill of so many takes, at least. */
export function backFillMinutes(candidates: number): number {
  return Math.ceil(candidates / mostAMinute);
}

type Held = Pick<ApplicationRecord, 'id' | 'candidateId' | 'person'>;

/** Candidates who stood in the stage before there was the trigger, the first seen first. `onRead`: of how many, so far. */
export async function candidatesHeld(
  parts: Pick<Parts, 'storage'>,
  account: StageDoorAccount,
  trigger: Pick<KnownTrigger, 'job' | 'stage'>,
  onRead?: (read: number, all: number) => void,
): Promise<Held[]> {
  const { name, connected } = account;
  const { applications, applicationCounts } = parts.storage;
  const all = onRead ? await applicationCounts.count(name) : 0;
  const triggers = connected.triggersWith(await connectionOf(parts, account));
  const isMeant = holdsIn(triggers, trigger);
  const held: Held[] = [];
  let seen = 0;
  const every = { from: 0, to: Number.MAX_SAFE_INTEGER, size: pageSize, order: 'oldest' as const };
  for (let page = await applications.page(name, every); page.length > 0; ) {
    const read = await Promise.all(page.map(({ id }) => applications.read(id).catch(() => undefined)));
    for (const each of read) {
      if (!each || !heldBefore(each.record, isMeant)) continue;
      const { id, candidateId, person } = each.record;
      held.push({ id, candidateId, person });
    }
    seen += page.length;
    onRead?.(seen, all);
    page = await applications.page(name, { ...every, last: page.at(-1) });
  }
  return held;
}

/** Throws Failure: `not-found`, `conflict` for one that does not hold yet. */
export async function triggerToFill(parts: Parts, account: StageDoorAccount, id: string): Promise<KnownTrigger> {
  const record = await connectionOf(parts, account);
  const found = account.connected.everyTrigger(record).find((each) => each.id === id);
  if (!found) throw new Failure('invalid-field', 'Invalid field: trigger should be the id of one of the account');
  if (found.state !== 'active')
    throw new Failure('conflict', 'The trigger is not active: no candidate is invited by it');
  return found;
}

/** Has those who were there before invited after all, at most 30 a minute. Goes on where one was stopped. */
export async function startBackFill(parts: Parts, account: StageDoorAccount, id: string): Promise<void> {
  await changeDoor(parts, account, (record) => {
    const running = record.backFills?.[id];
    return running && running.endedAt === undefined ? record : withBackFill(record, id, parts.now());
  });
  await parts.audit({ account: account.name, did: 'started a back-fill', ids: [id] });
}

/** Who was released is invited all the same. */
export async function stopBackFill(parts: Parts, account: StageDoorAccount, id: string): Promise<void> {
  await changeDoor(parts, account, (record) => withBackFillStopped(record, id, parts.now()));
  await parts.audit({ account: account.name, did: 'stopped a back-fill', ids: [id] });
}

/** After a long silence candidates are invited again. False where nothing waited for that. */
export async function resumeInvitations(parts: Parts, account: StageDoorAccount): Promise<boolean> {
  let wasAway = false;
  await changeDoor(parts, account, (record) => {
    const { away, ...rest } = record;
    wasAway = away !== undefined;
    return away ? rest : record;
  });
  if (!wasAway) return false;
  await parts.audit({ account: account.name, did: 'let invitations out after a long silence' });
  await makeAllDue(parts, account);
  return true;
}

/** They would be looked at within minutes all the same. */
async function makeAllDue({ storage, now, wakeUps }: Parts, { name }: StageDoorAccount): Promise<void> {
  const { applications } = storage;
  const newest = await applications.page(name, {
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    size: pageSize,
    order: 'newest',
  });
  await Promise.all(
    newest.map(({ id }) => makeDue({ applications, now, wakeUp: wakeUps.send }, id).catch(() => undefined)),
  );
}
