import { within } from '../../../http/within.ts';
import { budgets } from '../../../interviews/budgets.ts';
import type { Turn } from '../../../workable/api/limiter.ts';
import { SpiError } from '../../../workable/api/spi-error.ts';
import type { KnownTrigger } from '../../../workable/stages/stored-triggers.ts';
import { type Finding, wrong } from '../finding.ts';
import type { Known } from './access.ts';

/** Stages of so many jobs are looked up: each may take a request. */
const mostJobs = 10;

/**
 * Active triggers whose job or stage Workable does not have: by them no candidate is interviewed, silently. Those of all
 * jobs would take a request for each: what the workers have found out of them is remembered.
 */
export async function placeFindings({ account, record }: Known): Promise<Finding[]> {
  const active = account.connected.everyTrigger(record).filter(({ state }) => state === 'active');
  const ofAllJobs = active.filter(({ job, isFixed }) => job === '*' && isFixed);
  const jobs = [...new Set(active.flatMap(({ job }) => (job === '*' ? [] : job)))].slice(0, mostJobs);
  const found = await Promise.all(
    jobs.map(async (job) => {
      const triggers = active.filter((each) => each.job === job);
      // What gets no answer is left open: other findings say why.
      return missingOf(account, job, triggers).catch((error: unknown) => {
        if (error instanceof SpiError) return [];
        throw error;
      });
    }),
  );
  return [...found.flat(), ...ofAllJobs.flatMap(lostOf)];
}

function missingOf(account: Known['account'], job: string, triggers: readonly KnownTrigger[]): Promise<Finding[]> {
  const { catalog } = account.connected;
  return within(budgets.read, async ({ signal }) => {
    const turn: Turn = { priority: 'person', signal };
    try {
      const known = await catalog.stagesOf(job, turn);
      const isIn = (stages: typeof known) => triggers.every(({ stage }) => stages.some(({ slug }) => slug === stage));
      const stages = isIn(known) ? known : await catalog.newestStagesOf(job, turn);
      const missing = triggers.filter(({ stage }) => !stages.some(({ slug }) => slug === stage));
      return missing.map((trigger) => wrong(`${trigger.stage} is no stage of the job ${job}: ${whatToDo(trigger)}`));
    } catch (error) {
      if (!(error instanceof SpiError) || error.kind !== 'gone') throw error;
      return triggers.map((trigger) => wrong(`Workable has no job ${job}: ${whatToDo(trigger)}`));
    }
  });
}

/** Triggers of the settings whose stage was gone when the workers last looked at the jobs, which is hourly. Pure. */
export function lostFindings({ account, record }: Pick<Known, 'account' | 'record'>): Finding[] {
  return account.connected.everyTrigger(record).flatMap((trigger) => (trigger.isFixed ? lostOf(trigger) : []));
}

function lostOf(trigger: KnownTrigger): Finding[] {
  const { job, stage, question } = trigger;
  if (question === undefined) return [];
  const where = job === '*' ? `no job has a stage ${stage}` : `${stage} is no stage of the job ${job}`;
  const alike = question.why === 'alike' ? `, which may be ${question.stage} by now` : '';
  return [wrong(`${where}${alike}: ${whatToDo(trigger)}`)];
}

function whatToDo({ isFixed, id }: KnownTrigger): string {
  const change = isFixed ? 'correct STAGE_TRIGGERS' : `change or remove the trigger ${id}`;
  return `no candidate is interviewed by that trigger; ${change}`;
}
