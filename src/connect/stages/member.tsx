import type { VNode } from 'preact';
import { changeSettings } from '../../accounts/change-settings.ts';
import { listMembers, type MemberView } from '../../operator/actions/members.ts';
import { roleWords } from '../../operator/queries/role-words.ts';
import { Form, Onward } from './form.tsx';
import type { DoorWizard, Step, Taken } from './wizard.ts';

export const memberStep: Step<DoorWizard> = {
  title: 'Member',
  isDone: ({ account }) => account.settings.stage?.member !== undefined,
  async show(wizard) {
    return <Members wizard={wizard} {...(await listMembers(wizard.parts, wizard.account))} />;
  },
  take,
};

function Members({ wizard, items, isCut }: { wizard: DoorWizard; items: MemberView[]; isCut: boolean }): VNode {
  const chosen = wizard.account.settings.stage?.member;
  // External recruiters do not write.
  const shown = items.filter(({ role, email }) => role !== 'recruiter' && email !== undefined);
  return (
    <>
      <p>
        Under whose name are comments written? Best is a member made for it, such as <i>Interview Bridge</i>, with all
        access. A member without that sees the jobs alone in whose hiring team they are.
      </p>
      <Form form={wizard.form} does="member">
        <fieldset>
          <legend>Member of Workable</legend>
          <ul class="picks">
            {shown.map((member) => (
              <MemberLine member={member} isChosen={isSame(member.email, chosen?.email)} />
            ))}
          </ul>
          {isCut && <p class="soft">There are more members than are listed here.</p>}
        </fieldset>
        <p class="tick">
          <label>
            <input type="checkbox" name="service" value="yes" checked={chosen?.isService === true} />
            <span>
              No person evaluates candidates under that name.{' '}
              <span class="soft">
                Needed for ratings: Workable keeps one evaluation of a member for each stage, so ours would replace that
                of a person.
              </span>
            </span>
          </label>
        </p>
        <p>
          <button type="submit" class="main">
            Save
          </button>
        </p>
        <p class="soft">
          The next page lists your jobs. Workable answers few requests in ten seconds, so it may take a moment.
        </p>
      </Form>
      {chosen && <Onward to="?stages=triggers" text="Go on to step 3" />}
    </>
  );
}

function MemberLine({ member, isChosen }: { member: MemberView; isChosen: boolean }): VNode {
  const { id, name, email, role } = member;
  const why = reasonAgainst(member);
  return (
    <li>
      <label>
        <input type="radio" name="member" value={id} required checked={isChosen} disabled={why !== undefined} />
        <span>
          <b dir="auto">{name ?? email}</b>{' '}
          <span class="soft">
            <bdi>{email}</bdi>, {roleWords(role)}
          </span>
          {why !== undefined && <span class="alarm"> {why}</span>}
          {why === undefined && !member.may_evaluate && <span class="alarm"> May not evaluate: no ratings.</span>}
        </span>
      </label>
    </li>
  );
}

function reasonAgainst({ is_active: isActive, may_comment: mayComment }: MemberView): string | undefined {
  if (!isActive) return 'Inactive: activate the member in Workable first.';
  return mayComment ? undefined : 'May not comment: give the member another role in Workable first.';
}

/** The page listed them a moment ago: another three requests would wait for another ten seconds. */
const keptMs = 10 * 60_000;

async function take({ parts, managed, account }: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const { items } = await listMembers(parts, account, { keptMs });
  const member = items.find(({ id }) => id === fields.get('member'));
  if (member?.email === undefined) return { problem: 'Choose a member of the list.' };
  const why = reasonAgainst(member);
  if (why !== undefined) return { problem: `${member.name ?? member.email}: ${why}` };
  const isService = fields.get('service') === 'yes';
  if (isService && !member.may_evaluate) {
    return {
      problem: `${member.name ?? member.email} may not evaluate candidates, so there can be no ratings: give the member another role in Workable, or leave the box unticked.`,
    };
  }
  const settings = { WORKABLE_MEMBER: member.email, WORKABLE_MEMBER_IS_SERVICE: String(isService) };
  await changeSettings(parts.manage, managed.name, settings, undefined);
  return { next: '?stages=triggers' };
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}
