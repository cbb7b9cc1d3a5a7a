import type { VNode } from 'preact';
import { fittingRows } from '../../../pages/room.tsx';
import { listMembers, type MemberView } from '../../actions/members.ts';
import { stageDoorOf } from '../../api/stage-door.ts';
import { roleWords } from '../../queries/role-words.ts';
import { Button, Link } from '../form.tsx';
import { action, page } from '../page.ts';
import { pathOf } from './words.tsx';

const listBytes = 40_000;

/** Workable is asked each time. */
export const membersPage = page({ path: '/accounts/:name/members', place: 'accounts' }).showing({
  load: async (parts, { params: { name } }) => ({ name, ...(await listMembers(parts, stageDoorOf(parts, name))) }),
  title: ({ name }) => `Members of ${name}'s Workable`,
  view: ({ name, items, isCut }) => (
    <Members name={name} items={items.map(({ name: _, email: __, ...each }) => each)} isCut={isCut}>
      <Button to={pathOf(name, '/members/reveal')} text="Reveal names and addresses" />
    </Members>
  ),
});

const revealAction = action({
  path: '/accounts/:name/members/reveal',
  from: '/accounts/:name/members',
  place: 'accounts',
}).doing(async (parts, { params: { name } }) => {
  const { items, isCut } = await listMembers(parts, stageDoorOf(parts, name));
  parts.revealedMembers(
    name,
    items.map(({ id }) => id),
  );
  await parts.audit({ account: name, did: 'revealed members', detail: String(items.length) });
  return {
    title: `Members of ${name}'s Workable`,
    content: <Members name={name} items={items} isCut={isCut} />,
  };
});

type Props = { name: string; items: readonly MemberView[]; isCut: boolean; children?: VNode };

function Members({ name, items, isCut, children }: Props): VNode {
  const shown = fittingRows(items, listBytes, Row);
  return (
    <>
      <section>
        <p>
          Comments are written under the name of the member in WORKABLE_MEMBER. Who reads them follows from
          STAGE_COMMENT_POLICY and STAGE_REPORT_POLICY.
        </p>
        {children}
      </section>
      <section>
        <table class="stack">
          <thead>
            <tr>
              {['Member', 'Role', 'May comment', 'May evaluate', 'Reads comments', 'Reads results'].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>{shown}</tbody>
        </table>
        {(isCut || items.length > shown.length) && <p class="soft">There are more members than are listed here.</p>}
      </section>
      <p>
        <Link to={pathOf(name)}>Back to the account</Link>
      </p>
    </>
  );
}

function Row(member: MemberView): VNode {
  const { id, name, email, role, is_active: isActive } = member;
  return (
    <tr>
      <th scope="row">
        {name === undefined && email === undefined ? (
          <code>{id}</code>
        ) : (
          <>
            <bdi>{name}</bdi> <bdi class="soft">{email}</bdi>
          </>
        )}
        {!isActive && <span class="chip plain">inactive</span>}
      </th>
      <td dir="auto">{roleWords(role)}</td>
      <td>{member.may_comment ? 'may comment' : 'may not comment'}</td>
      <td>{member.may_evaluate ? 'may evaluate' : 'may not evaluate'}</td>
      <td>reads comments: {reading(member.reads_comments)}</td>
      <td>reads results: {reading(member.reads_results)}</td>
    </tr>
  );
}

function reading(how: MemberView['reads_comments']): string {
  return how.replaceAll('_', ' ');
}

export const membersActions = [revealAction];
