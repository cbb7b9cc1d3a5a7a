import { limits } from '../../limits.ts';
import type { ConnectionRecord, NamedStage } from './connection.ts';
import type { StoredTrigger, TriggerQuestion } from './stored-triggers.ts';

/** A trigger of the store, as the stages of its job leave it, or of all jobs. */
export function lookedAfter(trigger: StoredTrigger, stages: readonly NamedStage[]): StoredTrigger {
  const { state, stage, question } = trigger;
  if (state === 'removed' || state === 'off') return trigger;
  if (stages.some(({ slug }) => slug === stage)) {
    if (question === undefined || question.why === 'found') return trigger;
    // It is back: a person still decides.
    return { ...trigger, question: { why: 'found' } };
  }
  return { ...trigger, state: 'pending', question: questionOf(stage, stages) };
}

function questionOf(gone: string, stages: readonly NamedStage[]): TriggerQuestion {
  const found = stages.filter(({ slug, name }) => isAlike(slug, gone) || isAlike(name, gone));
  const [alike, ...others] = new Set(found.map(({ slug }) => slug));
  return alike !== undefined && others.length === 0 ? { why: 'alike', stage: alike } : { why: 'removed' };
}

/** The same but for case, punctuation and what was added before or after it, such as `ai-interview-2`. */
export function isAlike(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  return one === other || (one.length > 3 && other.length > 3 && (one.startsWith(other) || other.startsWith(one)));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** The stages of the jobs of a pass so far, each once, and one more than the limit where there are too many. */
export function joinedStages(known: readonly NamedStage[], stages: readonly NamedStage[] = []): readonly NamedStage[] {
  const all = new Map([...known, ...stages].map(({ slug, name }) => [`${slug} ${name}`, { slug, name }]));
  return [...all.values()].slice(0, limits.stagesOfAllJobs + 1);
}

/** The triggers of all jobs, once all have been looked at: one whose stage no job has any more becomes pending. */
export function lookedAfterAll(record: ConnectionRecord, stages: readonly NamedStage[] = []): ConnectionRecord {
  // Of too many it cannot be said what is missing; without any job nothing is.
  if (!record.triggers || stages.length === 0 || stages.length > limits.stagesOfAllJobs) return record;
  const triggers = record.triggers.map((each) => (each.job === '*' ? lookedAfter(each, stages) : each));
  return { ...record, triggers };
}
