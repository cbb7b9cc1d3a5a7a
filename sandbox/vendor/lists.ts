import type { Context } from 'koa';
import { merchantOf } from './gate.ts';
import { choiceOf, optionalUuidOf, pageOf, textOf } from './query.ts';
import { candidateRow, type ResultRow, resultRow } from './rows.ts';
import type { VendorState } from './state.ts';

const types = ['interview', 'coaching', 'assessment', 'public_avatar', 'persona', 'persona_interview'];
const definitionStatuses = ['draft', 'active', 'archived', 'deleted', 'preparing', 'completed'];

/** Newest-updated first. One type a call, and `interview` by default. Positions have no type and come with it. */
export function listDefinitions(state: VendorState, ctx: Context) {
  const type = choiceOf(ctx, 'type', types) ?? 'interview';
  const status = choiceOf(ctx, 'status', definitionStatuses);
  const text = textOf(ctx, 'filter_text')?.toLowerCase();
  const rows = state.switches.definitions.filter(
    (row) =>
      (row.type ?? 'interview') === type &&
      (status === undefined || row.status === status) &&
      (text === undefined || row.name?.toLowerCase().includes(text)),
  );
  return pageOf(
    ctx,
    rows.toSorted((a, b) => (b.updated_at ?? '').localeCompare(a.updated_at ?? '')),
  );
}

const tabs: Record<string, (row: ResultRow) => boolean> = {
  'decided-rejected': (row) => row.decision_status === 'rejected',
  'decided-selected': (row) => row.decision_status === 'selected',
  undecided: (row) => row.status === 'active' && row.decision_status === null,
  shortlist: (row) => row.recruiter_shortlist === true,
  completed: (row) => row.status === 'active',
  incomplete: (row) => row.status === 'draft',
  'archived-interview': (row) => row.status === 'archived',
  public_avatar: () => false,
  'archived-public_avatar': () => false,
};

/** Newest first, of one type, like the definitions. There is no filter for `external_id`. */
export function listResults(state: VendorState, ctx: Context) {
  const type = choiceOf(ctx, 'type', types) ?? 'interview';
  const tab = tabs[choiceOf(ctx, 'tab', Object.keys(tabs)) ?? ''] ?? (() => true);
  const step = choiceOf(ctx, 'step', ['pre-screening', 'interview']) ?? 'interview';
  const definitionId = optionalUuidOf(ctx, 'interview_id');
  const profileId = optionalUuidOf(ctx, 'profile_interview_id');
  const text = textOf(ctx, 'filter_text')?.toLowerCase();
  const order = choiceOf(ctx, 'order_by', ['score', 'created_at_newest', 'created_at_oldest', 'updated_at_newest']);

  const attempts = state.attempts.filter(
    (attempt) =>
      attempt.profile.merchant === merchantOf(ctx) &&
      (definitionId === undefined || attempt.definitionId === definitionId) &&
      (profileId === undefined || attempt.profile.id === profileId),
  );
  if (order !== 'created_at_oldest') attempts.reverse();
  if (order === 'updated_at_newest') attempts.sort((a, b) => b.touched - a.touched);
  const rows = attempts
    .map((attempt) => resultRow(state, attempt))
    .filter(
      (row) =>
        (row.type ?? 'interview') === type &&
        step === row.position_step &&
        tab(row) &&
        mentions(text, row.candidate_name, row.candidate_email),
    );
  if (order === 'score') rows.sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
  return pageOf(ctx, rows);
}

const candidateOrders = ['name_accending', 'name_decending', 'created_at_newest', 'created_at_oldest'];

export function listCandidates(state: VendorState, ctx: Context) {
  const source = choiceOf(ctx, 'source', ['invited', 'registered']);
  const order = choiceOf(ctx, 'order_by', candidateOrders) ?? 'created_at_newest';
  const tab = choiceOf(ctx, 'tab', ['interview', 'pre-screening', 'no-action', 'leads']);
  const text = textOf(ctx, 'filter_text')?.toLowerCase();
  const rows = [...state.profiles.values()]
    .filter((profile) => profile.merchant === merchantOf(ctx))
    .filter((profile) => source === undefined || (source === 'invited') === profile.isInvited)
    .map((profile) => candidateRow(state, profile))
    .filter((row) => mentions(text, row.name, row.email) && isOnTab(tab, row.interview_count));
  if (order === 'created_at_newest') rows.reverse();
  if (order === 'name_accending') rows.sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
  if (order === 'name_decending') rows.sort((a, b) => (b.name ?? '').localeCompare(a.name ?? ''));
  return pageOf(ctx, rows);
}

function isOnTab(tab: string | undefined, interviews: number): boolean {
  if (tab === undefined) return true;
  if (tab === 'interview') return interviews > 0;
  return tab === 'no-action' && interviews === 0;
}

function mentions(text: string | undefined, ...values: (string | null)[]): boolean {
  return text === undefined || values.some((value) => value?.toLowerCase().includes(text));
}
