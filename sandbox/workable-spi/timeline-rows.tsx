import type { VNode } from 'preact';
import { Time } from '../../src/pages/time.tsx';
import { Link } from '../page.tsx';
import type { SpiState } from './state.ts';
import type { Role, SpiActivity, SpiRating } from './types.ts';

export const roleNames: Record<Role, string> = {
  admin: 'admins',
  recruiting_admin: 'recruiting admins',
  hiring_manager: 'hiring managers',
  simple: 'standard members',
  reviewer: 'reviewers',
  recruiter: 'external recruiters',
};
const roles = Object.keys(roleNames) as Role[];

const thumbs = ['No', 'Yes', 'Definitely yes'];

export function gradeText({ scale, grade }: SpiRating): string {
  if (scale === 'thumbs') return thumbs[grade] ?? String(grade);
  return `${grade + 1} of ${scale === 'stars' ? '5 stars' : '10'}`;
}

export function authorOf({ members }: SpiState, { memberId }: SpiActivity): string | undefined {
  return members.find(({ id }) => id === memberId)?.name;
}

/** One row as those see it who may; newest first, as in Workable. */
export function TimelineRow({ state, row }: { state: SpiState; row: SpiActivity }): VNode {
  return (
    <div class="row" id={row.id} data-action={row.action}>
      <p>
        <strong dir="auto">{titleOf(row)}</strong> <span class="soft">{authorOf(state, row)}</span>
      </p>
      {row.body !== null && (
        <p class="body" dir="auto">
          <Text text={row.body} />
        </p>
      )}
      {row.file && (
        <p>
          Attachment: <Link to={`${state.origin}/files/${row.file.key}`} text={row.file.name} />
        </p>
      )}
      <p class="soft">
        <Time at={row.createdAt} />
        {row.updatedAt !== row.createdAt && ', changed later'}
        {row.visibility && `. Seen by ${audience(row.visibility)}`}
      </p>
    </div>
  );
}

function titleOf({ action, stage, target, rating }: SpiActivity): string {
  if (rating) return `Evaluation: ${gradeText(rating)} (${stage?.name})`;
  if (action === 'comment') return 'Comment';
  if (target)
    return target.id === stage?.id ? `Arrived in ${target.name}` : `Moved from ${stage?.name} to ${target.name}`;
  if (action === 'moved') return 'Moved here from another job';
  return action.charAt(0).toUpperCase() + action.slice(1);
}

function audience(visible: readonly Role[]): string {
  if (roles.every((role) => visible.includes(role))) return 'everyone';
  return roles
    .filter((role) => visible.includes(role))
    .map((role) => roleNames[role])
    .join(', ');
}

/** Web addresses in it are links. */
function Text({ text }: { text: string }): VNode {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/);
  return <>{parts.map((part, index) => (index % 2 === 1 ? <Link to={part} text={part} /> : part))}</>;
}
