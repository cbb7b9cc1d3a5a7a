import { type ConnectionRecord, type NamedStage, triggerName } from './connection.ts';
import type { KnownTrigger, StoredTrigger, TriggerQuestion } from './stored-triggers.ts';

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
  const [alike, ...others] = alikeIn(stages, gone);
  return alike !== undefined && others.length === 0 ? { why: 'alike', stage: alike } : { why: 'removed' };
}

function alikeIn(stages: readonly NamedStage[], gone: string): ReadonlySet<string> {
  return new Set(stages.flatMap((each) => (each.slug !== gone && isLike(each, gone) ? each.slug : [])));
}

function isLike({ slug, name }: NamedStage, gone: string): boolean {
  return isAlike(slug, gone) || isAlike(name, gone);
}

/** The same but for case, punctuation and what was added before or after it, such as `ai-interview-2`. */
export function isAlike(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  return one === other || (one.length > 3 && other.length > 3 && (one.startsWith(other) || other.startsWith(one)));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** Which stages the triggers of all jobs are about: those that a pass over the jobs looks for. By slug. */
export function stagesWanted(triggers: readonly KnownTrigger[]): readonly string[] {
  return [...new Set(triggers.flatMap(({ job, stage, state }) => (job === '*' && state !== 'off' ? stage : [])))];
}

/** Of the stages of the jobs so far what matters to those that are looked for: itself, and two at most that are alike. */
export function joinedStages(
  known: readonly NamedStage[],
  stages: readonly NamedStage[],
  wanted: readonly string[],
): readonly NamedStage[] {
  const kept = [...known];
  for (const { slug, name } of stages) {
    const isKnown = kept.some((each) => each.slug === slug && each.name === name);
    if (!isKnown && wanted.some((gone) => slug === gone || isNews(gone, { slug, name }, kept)))
      kept.push({ slug, name });
  }
  return kept;
}

function isNews(gone: string, stage: NamedStage, kept: readonly NamedStage[]): boolean {
  return isLike(stage, gone) && alikeIn(kept, gone).size < 2;
}

/**
 * The triggers of all jobs, once all have been looked at: one whose stage no job has any more becomes pending. `wanted`:
 * what was looked for; `stages`: absent where no job was seen, and nothing can be said.
 */
export function lookedAfterAll(
  record: ConnectionRecord,
  { wanted, stages }: Pick<NonNullable<ConnectionRecord['discover']>, 'wanted' | 'stages'>,
): ConnectionRecord {
  if (!record.triggers || !stages || !wanted) return record;
  const isMeant = ({ job, stage }: StoredTrigger) => job === '*' && wanted.includes(stage);
  const triggers = record.triggers.map((each) => (isMeant(each) ? lookedAfter(each, stages) : each));
  return { ...record, triggers };
}

/**
 * The record with what is to be said of the triggers of the settings that are meant: one whose stage is gone stays as it
 * was set, and has a question.
 */
export function withLost(
  record: ConnectionRecord,
  fixed: readonly KnownTrigger[],
  isMeant: (trigger: KnownTrigger) => boolean,
  stages: readonly NamedStage[],
): ConnectionRecord {
  const entries = fixed.flatMap((each): [string, TriggerQuestion][] => {
    const name = triggerName(each);
    const question = isMeant(each) ? questionAbout(each, stages) : record.lost?.[name];
    return question ? [[name, question]] : [];
  });
  const { lost: _, ...rest } = record;
  return entries.length === 0 ? rest : { ...rest, lost: Object.fromEntries(entries) };
}

function questionAbout({ stage, state }: KnownTrigger, stages: readonly NamedStage[]): TriggerQuestion | undefined {
  return state === 'off' || stages.some(({ slug }) => slug === stage) ? undefined : questionOf(stage, stages);
}
