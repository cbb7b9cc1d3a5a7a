import { hash } from 'node:crypto';
import { type ConnectionRecord, triggerName, withTaskWanted } from './connection.ts';
import { createTriggers, type SettledTrigger, type Triggers } from './trigger-index.ts';

/** A trigger that was added while the bridge runs, or found there. `removed`: it is not to be found again. */
export type StoredTrigger = {
  id: string;
  /** A shortcode; `*` for every job that has no trigger of its own. */
  job: string;
  /** A slug. */
  stage: string;
  /** By default that of STAGE_TEMPLATE. */
  template?: string;
  state: 'active' | 'off' | 'pending' | 'removed';
  addedAt: number;
  question?: TriggerQuestion;
};

/**
 * What a person has to decide about a pending one. `found`: the stage has the name that was set. `alike`: its stage is
 * gone, and there is another one like it, by its slug. `removed`: its stage is gone, and none is like it.
 */
export type TriggerQuestion = { why: 'found' | 'removed' } | { why: 'alike'; stage: string };

/** A trigger wherever it stands. `isFixed`: in the settings, which win. `template`: absent where none is set at all. */
export type KnownTrigger = StoredTrigger & { isFixed: boolean };

type Given = { settings: readonly SettledTrigger[]; template: string | undefined };
type Kept = Pick<ConnectionRecord, 'triggers'>;

/** Those of the settings, then those of the store whose place no setting names. */
export function knownTriggers(
  account: string,
  { settings, template }: Given,
  record: Kept | undefined,
): KnownTrigger[] {
  const fixed = settings.map((each): KnownTrigger => {
    const { job, stage, isActive } = each;
    const id = `${account}_${hash('sha256', triggerName(each), 'base64url').slice(0, 22)}`;
    return { id, job, stage, template: each.template, state: isActive ? 'active' : 'off', addedAt: 0, isFixed: true };
  });
  const stored = (record?.triggers ?? []).filter(
    (each) => each.state !== 'removed' && !settings.some((other) => triggerName(other) === triggerName(each)),
  );
  const named = stored.map((each) => ({ ...each, ...templateOf(each, template), isFixed: false }));
  return [...fixed, ...named];
}

function templateOf({ template }: StoredTrigger, usual: string | undefined): { template?: string } {
  const named = template ?? usual;
  return named === undefined ? {} : { template: named };
}

/** The triggers that hold: pending ones do not, and leave to others what they hold. */
export function triggersOf(account: string, given: Given, record: Kept | undefined): Triggers {
  return createTriggers(
    knownTriggers(account, given, record).flatMap(({ job, stage, template, state }) =>
      state === 'pending' || template === undefined ? [] : [{ job, stage, template, isActive: state === 'active' }],
    ),
  );
}

/**
 * The record with its triggers changed. Who stands in the stage of one that begins to hold is noted first, so that
 * no candidate is invited unasked who has been there for long.
 */
export function withTriggers(
  record: ConnectionRecord,
  triggers: readonly StoredTrigger[],
  now: number,
): ConnectionRecord {
  const isActive = (list: readonly StoredTrigger[], name: string) =>
    list.some((each) => each.state === 'active' && triggerName(each) === name);
  const begun = triggers
    .filter(({ state }) => state === 'active')
    .map(triggerName)
    .filter((name) => !isActive(record.triggers ?? [], name));
  const changed = { ...record, triggers };
  if (begun.length === 0) return changed;
  const fresh = Object.fromEntries(begun.map((name) => [name, { startedAt: now }]));
  return withTaskWanted({ ...changed, baselines: { ...record.baselines, ...fresh } }, 'baseline', now);
}
