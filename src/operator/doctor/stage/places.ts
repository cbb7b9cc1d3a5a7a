import { within } from '../../../http/within.ts';
import { budgets } from '../../../interviews/budgets.ts';
import type { Turn } from '../../../workable/api/limiter.ts';
import { SpiError } from '../../../workable/api/spi-error.ts';
import type { KnownTrigger } from '../../../workable/stages/stored-triggers.ts';
import { type Finding, wrong } from '../finding.ts';
import type { Known } from './access.ts';

/** Stages of so many jobs are looked up: each may take a request. */
const mostJobs = 10;

/** Active triggers whose job or stage Workable does not have: by them no candidate is interviewed, silently. */
export async function placeFindings({ account, record }: Known): Promise<Finding[]> {
  const active = account.connected.everyTrigger(record).filter(({ state, job }) => state === 'active' && job !== '*');
  const jobs = [...new Set(active.map(({ job }) => job))].slice(0, mostJobs);
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
  return found.flat();
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

function whatToDo({ isFixed, id }: KnownTrigger): string {
  const change = isFixed ? 'correct STAGE_TRIGGERS' : `change or remove the trigger ${id}`;
  return `no candidate is interviewed by that trigger; ${change}`;
}
