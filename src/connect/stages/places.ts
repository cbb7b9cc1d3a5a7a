import { listJobs, listStages } from '../../operator/actions/places.ts';
import type { Job, Stage } from '../../workable/api/contract.ts';
import type { DoorWizard } from './wizard.ts';

type Places = { jobs: readonly Job[]; stages?: { job: Job; rows: readonly Stage[] } };

/** Of so many jobs the names of stages are looked up, where they are not known: each costs a request. */
const mostNamed = 3;

/**
 * The jobs whose candidates may be interviewed, and the stages of one that is chosen. After it the names of jobs and
 * stages are known. Throws Failure.
 */
export async function placesOf({ account, parts, record }: DoorWizard, chosen: string | null): Promise<Places> {
  const jobs = await listJobs(parts, account);
  const named = new Set(account.connected.everyTrigger(record).map((each) => each.job));
  const others = jobs.filter(({ shortcode }) => named.has(shortcode)).slice(0, mostNamed);
  // Without them the page shows slugs.
  await Promise.allSettled(others.map(({ shortcode }) => listStages(parts, account, shortcode)));
  const job = jobs.find(({ shortcode }) => shortcode === chosen);
  return job
    ? { jobs, stages: { job, rows: await listStages(parts, account, job.shortcode, { isFresh: true }) } }
    : { jobs };
}
