import type { Job, Stage } from '../api/contract.ts';
import { SpiError } from '../api/spi-error.ts';
import { type ConnectionRecord, withTaskDone } from './connection.ts';
import { keep, type TaskWork } from './connection-turn.ts';
import { isAlike, joinedStages, lookedAfter, lookedAfterAll, stagesWanted, withLost } from './looked-after.ts';
import type { ConnectedAccount } from './parts.ts';
import type { KnownTrigger, StoredTrigger } from './stored-triggers.ts';

const hourlyMs = 60 * 60_000;

/**
 * Looks at the stages of one job: one that has the name of STAGE_NAME makes it a pending trigger, and a stored trigger
 * whose stage is gone becomes pending; one of the settings stays, and has a question. A stage that is only renamed keeps
 * its slug, and so its trigger.
 */
export const discover: TaskWork = async (parts, turn, call) => {
  const { account, record } = turn;
  const { catalog } = account.connected;
  const now = parts.now();
  const { startedAt = now, after = '' } = record.discover ?? {};
  const done = () =>
    keep(parts, turn, ({ discover = { startedAt }, ...each }) =>
      withTaskDone(withAllSeen(each, account, discover), 'discover', now, startedAt + hourlyMs),
    );
  if (!hasReason(account, record)) return done();
  const jobs = await call('bulk', (asked) => catalog.jobs(asked, { isFresh: after === '' }));
  const [job] = jobs.filter((each) => each.shortcode > after && isLookedAt(account, record, each)).sort(byShortcode);
  if (!job) return done();
  const stages = await call('bulk', (asked) => catalog.newestStagesOf(job.shortcode, asked)).catch(whereGone);
  await keep(parts, turn, (each) => {
    const pass: ConnectionRecord['discover'] = after === '' ? undefined : each.discover;
    const wanted = pass?.wanted ?? (after === '' ? stagesWanted(account.connected.everyTrigger(each)) : []);
    const joined = stages ? joinedStages(pass?.stages ?? [], stages, wanted) : pass?.stages;
    return {
      ...(stages ? withStagesSeen(each, account, job.shortcode, { stages, now, newKey: parts.newKey }) : each),
      discover: { startedAt, after: job.shortcode, wanted, ...(joined ? { stages: joined } : {}) },
    };
  });
};

/** Without a name to look for and a trigger to look after, Workable is not asked. */
function hasReason({ connected }: ConnectedAccount, record: ConnectionRecord): boolean {
  return connected.stageName !== undefined || connected.everyTrigger(record).some(({ state }) => state !== 'off');
}

/** What only all jobs together say of the triggers of all jobs. */
function withAllSeen(
  record: ConnectionRecord,
  { connected }: ConnectedAccount,
  pass: NonNullable<ConnectionRecord['discover']>,
): ConnectionRecord {
  const looked = lookedAfterAll(record, pass);
  const { wanted = [], stages } = pass;
  const isMeant = ({ job, stage }: KnownTrigger) => job === '*' && stages !== undefined && wanted.includes(stage);
  return withLost(looked, fixedOf(connected, looked), isMeant, stages ?? []);
}

function fixedOf(connected: ConnectedAccount['connected'], record: ConnectionRecord): KnownTrigger[] {
  return connected.everyTrigger(record).filter(({ isFixed }) => isFixed);
}

/** A trigger of all jobs needs no more of them once one was found that has its stage. */
function isLookedAt(
  { connected }: ConnectedAccount,
  record: ConnectionRecord,
  { shortcode, state, isSample }: Job,
): boolean {
  if (isSample || (state !== 'published' && state !== 'closed')) return false;
  if (connected.stageName !== undefined) return true;
  const found = new Set(record.discover?.stages?.map(({ slug }) => slug));
  const isMeant = ({ job, stage }: KnownTrigger) => job === shortcode || (job === '*' && !found.has(stage));
  return connected.everyTrigger(record).some((each) => each.state !== 'off' && isMeant(each));
}

function byShortcode(a: Job, b: Job): number {
  return a.shortcode < b.shortcode ? -1 : 1;
}

/** A job that is gone by now has no stages to look at. */
function whereGone(error: unknown): undefined {
  if (error instanceof SpiError && error.kind === 'gone') return undefined;
  throw error;
}

type Seen = { stages: readonly Stage[]; now: number; newKey: () => string };

/** Pure but for the ids of new triggers. */
function withStagesSeen(
  record: ConnectionRecord,
  { name, connected }: ConnectedAccount,
  job: string,
  { stages, now, newKey }: Seen,
): ConnectionRecord {
  const { stageName } = connected;
  const known = (record.triggers ?? []).map((each) => (each.job === job ? lookedAfter(each, stages) : each));
  const named = stageName === undefined ? [] : stages.filter((stage) => isAlike(stage.name, stageName));
  const places = [...known, ...connected.everyTrigger(record)].filter((each) => each.job === job);
  // A trigger whose stage is gone asks about the one that took its place: there is no second question.
  const isKnown = ({ slug }: Stage) =>
    places.some(({ stage, question }) => stage === slug || (question?.why === 'alike' && question.stage === slug));
  const found = named
    .filter((stage) => !isKnown(stage))
    .map(({ slug: stage }): StoredTrigger => {
      const id = `${name}_${newKey().slice(0, 22)}`;
      return { id, job, stage, state: 'pending', addedAt: now, question: { why: 'found' } };
    });
  const triggers = [...known, ...found];
  const isSame = JSON.stringify(triggers) === JSON.stringify(record.triggers ?? []);
  const changed = isSame ? record : { ...record, triggers };
  return withLost(changed, fixedOf(connected, changed), (each) => each.job === job, stages);
}
