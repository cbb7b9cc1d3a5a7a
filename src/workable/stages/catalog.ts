import type { JobState } from '../../applications/context.ts';
import type { SpiClient } from '../api/client.ts';
import type { Job, Stage } from '../api/contract.ts';
import type { Turn } from '../api/limiter.ts';
import { everyPage } from '../api/page.ts';

type Parts = { client: Pick<SpiClient, 'jobs' | 'stages'>; now: () => number };

/** Jobs come and go; only their list says which are samples. */
const jobsKeptMs = 60 * 60_000;
const stagesKeptMs = 10 * 60_000;
/** Of so many jobs the stages are remembered. */
const mostJobsKept = 500;
/** What is not found is looked up again, but not more often than this. */
const againMs = 30_000;

/** The jobs and stages of one account at Workable, as they were a short while ago. Throws SpiError and Failure. */
export type Catalog = ReturnType<typeof createCatalog>;

export function createCatalog({ client, now }: Parts) {
  let jobs: { at: number; byShortcode: ReadonlyMap<string, Job>; isCut: boolean } | undefined;
  let readingJobs: Promise<void> | undefined;
  const stages = new Map<string, { at: number; rows: readonly Stage[] }>();
  const readingStages = new Map<string, Promise<readonly Stage[]>>();

  return {
    jobState,
    /** The same, from what is known here. */
    knownJobState: (job: string): JobState => stateOf(jobs?.byShortcode.get(job)) ?? 'unknown',
    /** As people call a job, from what is known here. */
    knownTitleOf: (job: string): string | undefined => jobs?.byShortcode.get(job)?.title || undefined,
    /** The slug of the stage with this display name; undefined where there is none, or more than one. */
    slugOf: async (job: string, name: string, turn: Turn) => onlyOf(await slugsOf(job, name, turn)),
    /** The slugs of all stages with this display name. */
    slugsOf,
    /** The same, from what is known here. */
    knownSlugOf(job: string, name: string): string | undefined {
      const known = stages.get(job);
      return known && known.at + stagesKeptMs > now() ? onlyOf(slugsIn(known.rows, name)) : undefined;
    },
    /** What people call a stage, however long ago that was read. */
    knownNameOf: (job: string, slug: string) => stages.get(job)?.rows.find((stage) => stage.slug === slug)?.name,
    stagesOf: (job: string, turn: Turn) => stagesOf(job, turn, stagesKeptMs),
    /** As they are now, or were a moment ago. */
    newestStagesOf: (job: string, turn: Turn) => stagesOf(job, turn, againMs),
    /** `isFresh`: as they are now, or were a moment ago. */
    jobs: async (turn: Turn, { isFresh = false } = {}) => {
      await readJobs(turn, isFresh ? againMs : jobsKeptMs);
      return [...(jobs?.byShortcode.values() ?? [])];
    },
    forget(): void {
      jobs = undefined;
      stages.clear();
    },
  };

  async function jobState(job: string, turn: Turn): Promise<JobState> {
    await readJobs(turn, jobsKeptMs);
    if (!jobs?.byShortcode.has(job)) await readJobs(turn, againMs);
    return stateOf(jobs?.byShortcode.get(job)) ?? (jobs?.isCut ? 'unknown' : 'over');
  }

  async function readJobs(turn: Turn, keptMs: number): Promise<void> {
    if (jobs && jobs.at + keptMs > now()) return;
    readingJobs ??= readAll(turn).finally(() => {
      readingJobs = undefined;
    });
    await readingJobs;
  }

  async function readAll(turn: Turn): Promise<void> {
    const at = now();
    const { rows, isCut } = await everyPage((next) => client.jobs({ next }, turn));
    jobs = { at, byShortcode: new Map(rows.map((job) => [job.shortcode, job])), isCut };
  }

  async function slugsOf(job: string, name: string, turn: Turn): Promise<readonly string[]> {
    const known = slugsIn(await stagesOf(job, turn, stagesKeptMs), name);
    return known.length === 1 ? known : slugsIn(await stagesOf(job, turn, againMs), name);
  }

  async function stagesOf(job: string, turn: Turn, keptMs: number): Promise<readonly Stage[]> {
    const known = stages.get(job);
    if (known && known.at + keptMs > now()) return known.rows;
    // Who asks meanwhile waits for the same answer: many candidates come at once.
    const reading = readingStages.get(job) ?? readStages(job, turn).finally(() => readingStages.delete(job));
    readingStages.set(job, reading);
    return reading;
  }

  async function readStages(job: string, turn: Turn): Promise<readonly Stage[]> {
    const at = now();
    const { rows } = await client.stages(job, turn);
    stages.delete(job);
    stages.set(job, { at, rows });
    const [oldest] = stages.keys();
    if (stages.size > mostJobsKept && oldest !== undefined) stages.delete(oldest);
    return rows;
  }
}

function stateOf(job: Job | undefined): JobState | undefined {
  if (!job) return undefined;
  if (job.isSample) return 'sample';
  return job.state === 'published' || job.state === 'closed' ? 'open' : 'over';
}

/** Documented as a slug, but a display name wherever it was seen. */
function slugsIn(stages: readonly Stage[], name: string): readonly string[] {
  return stages.filter((stage) => stage.name === name || stage.slug === name).map(({ slug }) => slug);
}

/** What fits one stage alone is certain. */
function onlyOf(slugs: readonly string[]): string | undefined {
  return slugs.length === 1 ? slugs[0] : undefined;
}
