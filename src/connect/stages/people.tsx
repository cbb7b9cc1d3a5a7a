import type { VNode } from 'preact';
import { listMembers, type MemberView } from '../../operator/actions/members.ts';
import { roleWords } from '../../operator/queries/role-words.ts';
import type { DoorWizard, Step } from './wizard.ts';

/** Nothing is decided here. */
export const peopleStep: Step<DoorWizard> = {
  title: 'Who reads it',
  isDone: () => false,
  async show(wizard) {
    return <Readers {...(await listMembers(wizard.parts, wizard.account))} vendor={wizard.account.vendor.title} />;
  },
  take: async () => ({ next: '?stages=people' }),
};

const readings = { yes: 'yes', in_some_jobs: 'in some jobs', no: 'no' } as const;

function Readers({ items, isCut, vendor }: { items: MemberView[]; isCut: boolean; vendor: string }): VNode {
  const active = items.filter((each) => each.is_active);
  return (
    <>
      <p>
        Who sees the comments of a candidate, of the jobs that they see at all. <b>In some jobs</b> means: where the
        hiring team makes them hiring manager or recruiting admin. Evaluations are seen by everybody who sees the
        candidate. <bdi>{vendor}</bdi> makes no users in Workable.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Comments</th>
            <th scope="col">Results</th>
          </tr>
        </thead>
        <tbody>
          {active.map(({ name, email, role, reads_comments: comments, reads_results: results }) => (
            <tr>
              <th scope="row">
                <b dir="auto">{name ?? email ?? 'Without a name'}</b> <span class="soft">{roleWords(role)}</span>
              </th>
              <td>{readings[comments]}</td>
              <td>{readings[results]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {isCut && <p class="soft">There are more members than are listed here.</p>}
      <p class="soft">
        To have others see them, ask <bdi>{vendor}</bdi>: there are settings for comments and for results.
      </p>
      <p class="box">That was the last step. Move a candidate to the stage in Workable to see it work.</p>
    </>
  );
}
