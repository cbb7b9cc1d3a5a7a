import { type BackFill, type ConnectionRecord, triggerName } from '../../workable/stages/connection.ts';
import type { KnownTrigger, TriggerQuestion } from '../../workable/stages/stored-triggers.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import type { StageDoorAccount } from './application-context.ts';

export type TriggerView = ReturnType<typeof triggerView>;

/** How the account stands at Workable; undefined before the first work on it. */
export async function connectionOf(
  { storage: { connections } }: Pick<BridgeParts, 'storage'>,
  { name }: Pick<StageDoorAccount, 'name'>,
): Promise<ConnectionRecord | undefined> {
  return (await connections.read(connections.idOf(name)))?.record;
}

/** Every trigger of an account, in the order of jobs and stages. */
export function triggerViews(account: StageDoorAccount, record: ConnectionRecord | undefined): TriggerView[] {
  return account.connected
    .everyTrigger(record)
    .map((each) => triggerView(account, record, each))
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/** By which a list goes on. */
export function placeOf({ account, job, stage, id }: Pick<TriggerView, 'account' | 'job' | 'stage' | 'id'>): string {
  return [account, job, stage, id].join(' ');
}

/** Titles and names as far as they are known in this process. */
export function triggerView(
  { name, connected }: StageDoorAccount,
  record: ConnectionRecord | undefined,
  trigger: KnownTrigger,
) {
  const { id, job, stage, template, isFixed, question } = trigger;
  const { catalog } = connected;
  const [title, stageName] = [catalog.knownTitleOf(job), catalog.knownNameOf(job, stage)];
  const backFill = record?.backFills?.[id];
  return {
    id,
    account: name,
    job,
    ...(title === undefined ? {} : { job_title: title }),
    stage,
    ...(stageName === undefined ? {} : { stage_name: stageName }),
    ...(template === undefined ? {} : { template }),
    // Those that were removed are in no list.
    state: trigger.state as Exclude<KnownTrigger['state'], 'removed'>,
    is_fixed: isFixed,
    is_ready: record?.baselines[triggerName(trigger)]?.doneAt !== undefined,
    stage_is_gone: question !== undefined && question.why !== 'found',
    ...(question ? questionView(question) : {}),
    ...(backFill ? { back_fill: backFillView(backFill) } : {}),
  };
}

function questionView(question: TriggerQuestion): { question: string; alike?: string } {
  switch (question.why) {
    case 'found':
      return { question: 'The job has a stage of the name that was set. Should its candidates be interviewed?' };
    case 'removed':
      return { question: 'The stage was removed.' };
    case 'alike':
      return { question: `The stage was removed. Is it now "${question.stage}"?`, alike: question.stage };
  }
}

function backFillView({ startedAt, released, endedAt, isStopped }: BackFill) {
  const state = endedAt === undefined ? ('running' as const) : isStopped ? ('stopped' as const) : ('done' as const);
  return {
    state,
    released,
    started_at: iso(startedAt),
    ...(endedAt === undefined ? {} : { ended_at: iso(endedAt) }),
  };
}
