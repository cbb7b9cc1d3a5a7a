import type { Job, Stage } from '../api/contract.ts';
import { SpiError } from '../api/spi-error.ts';
import { type ConnectionRecord, withTaskDone } from './connection.ts';
import type { ConnectedAccount } from './parts.ts';
import type { StoredTrigger, TriggerQuestion } from './stored-triggers.ts';
import { keep, type TaskWork } from './work.ts';

const hourlyMs = 60 * 60_000;

/**
 * Looks at the stages of one job: one that has the name of STAGE_NAME makes it a pending trigger, and a stored trigger
 * whose stage is gone becomes pending. A stage that is only renamed keeps its slug, and so its trigger.
 */
export const discover: TaskWork = async (parts, turn, call) => {
  const { account, record } = turn;
  const { catalog } = account.connected;
  const now = parts.now();
  const { startedAt = now, after = '' } = record.discover ?? {};
  const done = () =>
    keep(parts, turn, ({ discover: _, ...each }) => withTaskDone(each, 'discover', now, startedAt + hourlyMs));
  if (!hasReason(account, record)) return done();
  const jobs = await call('bulk', (asked) => catalog.jobs(asked, { isFresh: after === '' }));
  const [job] = jobs.filter((each) => each.shortcode > after && isLookedAt(account, record, each)).sort(byShortcode);
  if (!job) return done();
  const stages = await call('bulk', (asked) => catalog.newestStagesOf(job.shortcode, asked)).catch(whereGone);
  await keep(parts, turn, (each) => ({
    ...(stages ? withStagesSeen(each, account, job.shortcode, { stages, now, newKey: parts.newKey }) : each),
    discover: { startedAt, after: job.shortcode },
  }));
};

/** Without a name to look for and a trigger to look after, Workable is not asked. */
function hasReason({ connected }: ConnectedAccount, { triggers = [] }: ConnectionRecord): boolean {
  return connected.stageName !== undefined || triggers.some(isOfOneJob);
}

function isOfOneJob({ job, state }: StoredTrigger): boolean {
  return job !== '*' && state !== 'removed';
}

function isLookedAt(
  { connected }: ConnectedAccount,
  { triggers = [] }: ConnectionRecord,
  { shortcode, state, isSample }: Job,
): boolean {
  if (isSample || (state !== 'published' && state !== 'closed')) return false;
  return connected.stageName !== undefined || triggers.some((each) => isOfOneJob(each) && each.job === shortcode);
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
  return isSame ? record : { ...record, triggers };
}

/** A trigger of the store, as the stages of its job leave it. */
function lookedAfter(trigger: StoredTrigger, stages: readonly Stage[]): StoredTrigger {
  const { state, stage, question } = trigger;
  if (state === 'removed' || state === 'off') return trigger;
  if (stages.some(({ slug }) => slug === stage)) {
    if (question === undefined || question.why === 'found') return trigger;
    // It is back: a person still decides.
    return { ...trigger, question: { why: 'found' } };
  }
  return { ...trigger, state: 'pending', question: questionOf(stage, stages) };
}

function questionOf(gone: string, stages: readonly Stage[]): TriggerQuestion {
  const [alike, ...others] = stages.filter(({ slug, name }) => isAlike(slug, gone) || isAlike(name, gone));
  return alike && others.length === 0 ? { why: 'alike', stage: alike.slug } : { why: 'removed' };
}

/** The same but for case, punctuation and what was added before or after it, such as `ai-interview-2`. */
function isAlike(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  return one === other || (one.length > 3 && other.length > 3 && (one.startsWith(other) || other.startsWith(one)));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
