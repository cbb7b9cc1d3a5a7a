import { randomBytes } from 'node:crypto';
import { Failure } from '../../errors.ts';
import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import { limits } from '../../limits.ts';
import { SpiError } from '../../workable/api/spi-error.ts';
import { type ConnectionRecord, triggerName, withTaskWanted } from '../../workable/stages/connection.ts';
import { failureOf } from '../../workable/stages/door.ts';
import { type KnownTrigger, type StoredTrigger, withTriggers } from '../../workable/stages/stored-triggers.ts';
import type { BridgeParts } from '../parts.ts';
import type { StageDoorAccount } from '../queries/application-context.ts';
import { type TriggerView, triggerView } from '../queries/triggers.ts';
import { changeDoor } from './change-door.ts';

type Parts = Pick<BridgeParts, 'storage' | 'wakeUps' | 'now' | 'audit'>;

export type NewTrigger = { job: string; stage: string; template?: string | undefined; isActive: boolean };
/** `template`: null for that of STAGE_TEMPLATE. */
export type TriggerChange = {
  stage?: string | undefined;
  template?: string | null | undefined;
  isActive?: boolean | undefined;
};

/** Throws Failure: `invalid-field` for what Workable or the vendor does not have, `conflict` for a place that has one. */
export async function addTrigger(parts: Parts, account: StageDoorAccount, given: NewTrigger): Promise<TriggerView> {
  const { job, stage, template, isActive } = given;
  await checkPlace(parts, account, job, stage);
  await checkTemplate(parts, account, template);
  const id = `${account.name}_${randomBytes(16).toString('base64url')}`;
  const record = await changeDoor(parts, account, (current) => {
    const kept = current.triggers ?? [];
    const other = account.connected.everyTrigger(current).find((each) => triggerName(each) === triggerName(given));
    if (other) throw new Failure('conflict', `There is a trigger of this job and stage already: ${other.id}`);
    if (kept.length >= limits.stageTriggers) throw new Failure('conflict', 'The account has too many triggers');
    const trigger: StoredTrigger = {
      id,
      job,
      stage,
      ...(template === undefined ? {} : { template }),
      state: isActive ? 'active' : 'off',
      addedAt: parts.now(),
    };
    // One that was removed there need not be remembered any more.
    const others = kept.filter((each) => triggerName(each) !== triggerName(given));
    return withTriggers(current, [...others, trigger], parts.now());
  });
  await parts.audit({ account: account.name, did: 'added the trigger', ids: [id] });
  return viewIn(account, record, id);
}

/** `check`: called with the trigger as it is; what it throws ends the change. */
export async function changeTrigger(
  parts: Parts,
  account: StageDoorAccount,
  id: string,
  { stage, template, isActive }: TriggerChange,
  check: (current: TriggerView) => void,
): Promise<TriggerView> {
  const before = await currentOf(parts, account, id);
  if (stage !== undefined) await checkPlace(parts, account, before.job, stage);
  if (typeof template === 'string') await checkTemplate(parts, account, template);
  const record = await changeDoor(parts, account, (current) => {
    const known = changeable(account, current, id, check);
    const { template: _, ...rest } = storedOf(current, id);
    const named = template === undefined ? storedOf(current, id).template : (template ?? undefined);
    const next: StoredTrigger = {
      ...rest,
      ...(named === undefined ? {} : { template: named }),
      stage: stage ?? known.stage,
      ...(isActive === undefined ? {} : { state: isActive ? ('active' as const) : ('off' as const) }),
    };
    refuseTaken(account, current, next);
    if (next.state === 'active' && named === undefined && account.connected.template === undefined) {
      throw new Failure('invalid-field', 'Missing field: template should be provided, since STAGE_TEMPLATE is not set');
    }
    const { question: _question, ...decided } = next;
    const triggers = (current.triggers ?? []).map((each) =>
      each.id === id ? (next.state === 'pending' ? next : decided) : each,
    );
    return withTriggers(current, triggers, parts.now());
  });
  await parts.audit({ account: account.name, did: 'changed the trigger', ids: [id] });
  return viewIn(account, record, id);
}

/** One that a discovery found is remembered, so that it is not found again. */
export async function removeTrigger(
  parts: Parts,
  account: StageDoorAccount,
  id: string,
  check: (current: TriggerView) => void,
): Promise<void> {
  await changeDoor(parts, account, (current) => {
    changeable(account, current, id, check);
    const triggers = (current.triggers ?? []).map((each) =>
      each.id === id ? { ...each, state: 'removed' as const } : each,
    );
    return withTriggers(current, triggers, parts.now());
  });
  await parts.audit({ account: account.name, did: 'removed the trigger', ids: [id] });
}

/** Has the jobs, their stages and the webhooks' subscriptions looked at now. */
export async function refreshTriggers(parts: Parts, account: StageDoorAccount): Promise<void> {
  await changeDoor(parts, account, ({ discover: _, unsupportedAt: _at, ...current }) => {
    const now = parts.now();
    return withTaskWanted(withTaskWanted({ ...current, unsupported: [] }, 'subscribe', now), 'discover', now);
  });
  await parts.audit({ account: account.name, did: 'refreshed the triggers' });
}

/** Throws Failure `not-found`. */
async function currentOf({ storage }: Parts, account: StageDoorAccount, id: string): Promise<KnownTrigger> {
  const { connections } = storage;
  return knownIn(account, (await connections.read(connections.idOf(account.name)))?.record, id);
}

/** Throws Failure: `not-found`, `conflict` for one that stands in the settings. */
function changeable(
  account: StageDoorAccount,
  record: ConnectionRecord,
  id: string,
  check: (current: TriggerView) => void,
): KnownTrigger {
  const known = knownIn(account, record, id);
  check(triggerView(account, record, known));
  if (known.isFixed) throw new Failure('conflict', 'The trigger stands in STAGE_TRIGGERS: change it there');
  return known;
}

function knownIn(account: StageDoorAccount, record: ConnectionRecord | undefined, id: string): KnownTrigger {
  const found = account.connected.everyTrigger(record).find((each) => each.id === id);
  if (found) return found;
  throw new Failure('not-found', 'There is no such trigger');
}

function storedOf({ triggers = [] }: ConnectionRecord, id: string): StoredTrigger {
  return triggers.find((each) => each.id === id) as StoredTrigger;
}

function viewIn(account: StageDoorAccount, record: ConnectionRecord, id: string): TriggerView {
  return triggerView(account, record, knownIn(account, record, id));
}

function refuseTaken(account: StageDoorAccount, record: ConnectionRecord, next: StoredTrigger): void {
  const others = account.connected.everyTrigger(record).filter(({ id }) => id !== next.id);
  const taken = others.find((each) => triggerName(each) === triggerName(next));
  if (taken) throw new Failure('conflict', `There is a trigger of this job and stage already: ${taken.id}`);
}

/** Throws Failure `invalid-field` where Workable has no such job or stage. Of all jobs no stage can be looked up. */
async function checkPlace(
  { now }: Parts,
  { connected: { catalog } }: StageDoorAccount,
  job: string,
  stage: string,
): Promise<void> {
  if (job === '*') return;
  try {
    await within(budgets.read, async ({ signal }) => {
      const stages = await catalog.stagesOf(job, { priority: 'person', signal });
      if (stages.some(({ slug }) => slug === stage)) return;
      const slugs = stages.map(({ slug }) => slug).join(', ');
      throw new Failure('invalid-field', `Invalid field: stage should be one of the job's stages: ${slugs}`, {
        isPrivate: true,
      });
    });
  } catch (error) {
    if (!(error instanceof SpiError)) throw error;
    if (error.kind !== 'gone') throw failureOf(error, now());
    throw new Failure('invalid-field', 'Invalid field: job should be the shortcode of a job of the account');
  }
}

/** Throws Failure `invalid-field` where the vendor does not offer it, and where none is named at all. */
async function checkTemplate(
  { storage }: Parts,
  { name, connected, vendor }: StageDoorAccount,
  template: string | undefined,
): Promise<void> {
  const id = template ?? connected.template;
  if (id === undefined) {
    throw new Failure('invalid-field', 'Missing field: template should be provided, since STAGE_TEMPLATE is not set');
  }
  const known = await storage.templates.read(name).catch(() => undefined);
  if (known?.some((each) => each.id === id)) return;
  const { templates } = await within(budgets.list, (options) => vendor.listTemplates(options));
  if (templates.some((each) => each.id === id)) return;
  throw new Failure('invalid-field', 'Invalid field: template should be the id of a template that the vendor offers');
}
