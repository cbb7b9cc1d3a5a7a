import { randomBytes } from 'node:crypto';
import type { SpiClock } from './clock.ts';
import { notFound } from './refusal.ts';
import { defaultSwitches } from './switches.ts';
import type {
  SpiActivity,
  SpiCandidate,
  SpiDelivery,
  SpiEvent,
  SpiFault,
  SpiFile,
  SpiJob,
  SpiPipeline,
  SpiRequest,
  SpiStage,
  SpiSubscription,
  SpiToken,
} from './types.ts';
import type { SpiWorld } from './world.ts';

/** What a list showed of a candidate from some time on; undefined: it was not there. */
type Snapshot = { at: number; candidate: SpiCandidate | undefined };

/** Lists lag behind by five minutes at most. */
const keptHistoryMs = 310_000;
const keptRequests = 50_000;

export type SpiState = ReturnType<typeof createState>;

/** `origin`: where the server is, without a trailing slash. */
export function createState(origin: string, clock: SpiClock, world: SpiWorld) {
  const candidates = new Map<string, SpiCandidate>();
  const history = new Map<string, Snapshot[]>();
  const requests: SpiRequest[] = [];
  const pipelines = new Map<string, SpiPipeline>([['main', { id: 'main', stages: world.stages }]]);
  const last = { candidate: world.lastCandidateId, activity: 0x90746971, subscription: 104_692, stage: 5_272_300 };
  return {
    ...world,
    origin,
    clock,
    pipelines,
    candidates,
    history,
    requests,
    switches: defaultSwitches(),
    activities: [] as SpiActivity[],
    files: new Map<string, SpiFile>(),
    events: [] as SpiEvent[],
    tokens: [] as SpiToken[],
    subscriptions: [] as SpiSubscription[],
    deliveries: [] as SpiDelivery[],
    faults: [] as SpiFault[],
    /** Targets that other companies have registered. */
    foreignTargets: new Set<string>(),
    /** What was accepted though it is not documented. */
    warnings: [] as string[],
    nextCandidateId: () => (last.candidate + 1).toString(16),
    newCandidateId: () => (++last.candidate).toString(16),
    newActivityId: () => (++last.activity).toString(16),
    newSubscriptionId: () => ++last.subscription,
    newStageId: () => ++last.stage,
    newSecret: () => randomBytes(24).toString('hex'),
    /** Writes a candidate as it is now, after a change within it too. */
    keep(candidate: SpiCandidate): void {
      candidates.set(candidate.id, candidate);
      remember(candidate.id, candidate);
    },
    remove(id: string): void {
      candidates.delete(id);
      remember(id, undefined);
    },
    record(request: SpiRequest): void {
      requests.push(request);
      if (requests.length > keptRequests) requests.shift();
    },
  };

  function remember(id: string, candidate: SpiCandidate | undefined): void {
    const at = clock.now();
    const snapshots = history.get(id) ?? [];
    snapshots.push({ at, candidate: candidate && structuredClone(candidate) });
    // One that is older must stay: it is what a list shows that far back.
    while ((snapshots[1]?.at ?? at) < at - keptHistoryMs) snapshots.shift();
    history.set(id, snapshots);
  }
}

/** Candidates as lists show them, which may be behind; oldest first. */
export function listedCandidates({ history, switches, clock }: SpiState): SpiCandidate[] {
  const at = clock.now() - switches.listLag * 1000;
  return [...history.values()]
    .map((snapshots) => snapshots.findLast((each) => each.at <= at)?.candidate)
    .filter((candidate) => candidate !== undefined)
    .sort(byId);
}

/** Ids are hex. */
export function byId(a: { id: string }, b: { id: string }): number {
  return Number.parseInt(a.id, 16) - Number.parseInt(b.id, 16);
}

export function candidateOf({ candidates }: SpiState, id: string): SpiCandidate {
  const candidate = candidates.get(id);
  if (!candidate) throw notFound();
  return candidate;
}

export function jobOf({ jobs }: SpiState, shortcode: string): SpiJob {
  const job = jobs.find((each) => each.shortcode === shortcode);
  if (!job) throw notFound();
  return job;
}

/** Of the talent pool: those of the first pipeline. */
export function stagesOf(state: SpiState, shortcode: string | undefined): SpiStage[] {
  const pipelineId = shortcode === undefined ? 'main' : jobOf(state, shortcode).pipelineId;
  return state.pipelines.get(pipelineId)?.stages ?? [];
}

export function stageOf(state: SpiState, { jobShortcode, stageId }: SpiCandidate): SpiStage {
  const stages = stagesOf(state, jobShortcode);
  const stage = stages.find(({ id }) => id === stageId) ?? stages[0];
  if (!stage) throw new Error('A pipeline has no stage');
  return stage;
}

/** The rows of a candidate, oldest first. */
export function timelineOf({ activities }: SpiState, candidateId: string): SpiActivity[] {
  return activities.filter((each) => each.candidateId === candidateId);
}
