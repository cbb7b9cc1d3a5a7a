import { jobOf, type SpiState } from './state.ts';
import { addJobRow } from './timeline.ts';
import type { JobState, SpiJob, SpiStage } from './types.ts';
import { stageIds } from './world.ts';

/** What people do to jobs and pipelines. Candidates stay where they are, and nothing of it is delivered. */
export function createSettings(state: SpiState) {
  return {
    setJobState: (shortcode: string, to: JobState) => setJobState(state, shortcode, to),
    /** A copy of the first job, of its pipeline, with some changes. */
    addJob(changes: Partial<SpiJob> & { shortcode: string }): SpiJob {
      const now = state.clock.now();
      const [first] = state.jobs;
      if (!first) throw new Error('There is no job to copy');
      const number = Math.max(...state.jobs.map((job) => job.number)) + 1;
      const job = { ...structuredClone(first), number, createdAt: now, updatedAt: now, ...changes };
      state.jobs.push(job);
      return job;
    },
    /** Together with its candidates. Of the event for it no payload is known, so nothing is delivered. */
    deleteJob(shortcode: string): void {
      for (const { id, jobShortcode } of state.candidates.values()) if (jobShortcode === shortcode) state.remove(id);
      state.jobs.splice(state.jobs.indexOf(jobOf(state, shortcode)), 1);
    },
    /** A pipeline of its own for a job, with copies of its stages. */
    splitPipeline(shortcode: string): SpiStage[] {
      const job = jobOf(state, shortcode);
      const stages = (state.pipelines.get(job.pipelineId)?.stages ?? []).map((stage) => ({
        ...stage,
        ...stageIds(state.newStageId()),
      }));
      for (const candidate of state.candidates.values()) {
        if (candidate.jobShortcode !== shortcode) continue;
        const index = state.pipelines.get(job.pipelineId)?.stages.findIndex(({ id }) => id === candidate.stageId) ?? 0;
        candidate.stageId = stages[index]?.id ?? candidate.stageId;
        state.keep(candidate);
      }
      job.pipelineId = shortcode;
      state.pipelines.set(shortcode, { id: shortcode, stages });
      return stages;
    },
    /** Before the stage `before`, or at the end. Names may be the same, slugs not. */
    addStage({ name, slug = slugOf(name), kind = 'interview', before }: NewStage, pipelineId = 'main'): SpiStage {
      const stages = stagesIn(pipelineId);
      const stage = { ...stageIds(state.newStageId()), slug, name, kind, isConfidential: false };
      const index = stages.findIndex((each) => each.slug === before);
      stages.splice(index < 0 ? stages.length : index, 0, stage);
      return stage;
    },
    renameStage(slug: string, name: string, pipelineId = 'main'): SpiStage {
      const stage = stageIn(pipelineId, slug);
      stage.name = name;
      if (state.switches.renameChangesSlug) stage.slug = slugOf(name);
      return stage;
    },
    /** Only without candidates: Workable has them moved first. */
    removeStage(slug: string, pipelineId = 'main'): void {
      const stage = stageIn(pipelineId, slug);
      const isUsed = [...state.candidates.values()].some(({ stageId }) => stageId === stage.id);
      if (isUsed) throw new Error(`There are candidates in ${slug}`);
      const stages = stagesIn(pipelineId);
      stages.splice(stages.indexOf(stage), 1);
    },
  };

  function stagesIn(pipelineId: string): SpiStage[] {
    const pipeline = state.pipelines.get(pipelineId);
    if (!pipeline) throw new Error(`There is no pipeline ${pipelineId}`);
    return pipeline.stages;
  }

  function stageIn(pipelineId: string, slug: string): SpiStage {
    const stage = stagesIn(pipelineId).find((each) => each.slug === slug);
    if (!stage) throw new Error(`There is no stage ${slug}`);
    return stage;
  }
}

type NewStage = { name: string; slug?: string; kind?: string; before?: string };

const jobActions = { draft: 'unpublished', published: 'published', closed: 'closed', archived: 'archived' };

function setJobState(state: SpiState, shortcode: string, to: JobState): void {
  const job = jobOf(state, shortcode);
  job.state = to;
  job.updatedAt = state.clock.now();
  addJobRow(state, shortcode, jobActions[to]);
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
