import type { VNode } from 'preact';
import { changeSettings } from '../../accounts/change-settings.ts';
import { listMembers, type MemberView } from '../../operator/actions/members.ts';
import { fillMarkup } from '../../pages/fill.tsx';
import { fitting, fittingRows } from '../../pages/room.tsx';
import type { Words } from '../words.ts';
import { Form, Onward } from './form.tsx';
import { fromOf, More } from './more.tsx';
import { nameBytes } from './names.tsx';
import type { DoorWizard, Step, Taken } from './wizard.ts';

export const memberStep: Step<DoorWizard> = {
  isDone: ({ account }) => account.settings.stage?.member !== undefined,
  async show(wizard, query) {
    const listed = await listMembers(wizard.parts, wizard.account);
    return <Members wizard={wizard} from={fromOf(query)} {...listed} />;
  },
  take,
};

const listBytes = 13_000;

type Props = { wizard: DoorWizard; items: MemberView[]; isCut: boolean; from: number };

function Members({ wizard, items, isCut, from }: Props): VNode {
  const { words } = wizard.reading;
  const { member } = words;
  const chosen = wizard.account.settings.stage?.member;
  // External recruiters do not write.
  const writers = items.filter(({ role, email }) => role !== 'recruiter' && email !== undefined);
  const picked = wizard.typed('member', 'member') ?? writers.find((each) => isSame(each.email, chosen?.email))?.id;
  const isService =
    wizard.typed('member', 'member') === undefined ? chosen?.isService : wizard.typed('member', 'service');
  const shown = fittingRows(writers.slice(from), listBytes, (each) => (
    <MemberLine member={each} isChosen={each.id === picked} words={words} />
  ));
  return (
    <>
      <p>{fillMarkup(member.who, { example: <i>Interview Bridge</i> })}</p>
      {chosen && <Onward to="?stages=triggers" text={words.wizard.goOn('3')} isMain />}
      <Form form={wizard.form} does="member">
        <fieldset>
          <legend>{member.legend}</legend>
          <ul class="picks">{shown}</ul>
          <More step="member" to={from + shown.length} of={writers.length} words={words} isCut={isCut} />
        </fieldset>
        <p class="tick">
          <label>
            <input type="checkbox" name="service" value="yes" checked={Boolean(isService)} />
            <span>
              {member.service} <span class="soft">{member.serviceWhy}</span>
            </span>
          </label>
        </p>
        <p>
          <button type="submit" class={chosen ? '' : 'main'}>
            {member.save}
          </button>
        </p>
        <p class="soft">{member.wait}</p>
      </Form>
    </>
  );
}

type LineProps = { member: MemberView; isChosen: boolean; words: Words };

function MemberLine({ member, isChosen, words }: LineProps): VNode {
  const { id, name, email, role } = member;
  const why = reasonAgainst(member, words);
  return (
    <li>
      <label>
        <input type="radio" name="member" value={id} required checked={isChosen} disabled={why !== undefined} />
        <span>
          <b dir="auto">{fitting(name ?? email ?? '', nameBytes)}</b>{' '}
          <span class="soft">
            <bdi>{fitting(email ?? '', nameBytes)}</bdi>, {roleIn(role, words)}
          </span>
          {why !== undefined && <span class="alarm"> {why}</span>}
          {why === undefined && !member.may_evaluate && <span class="alarm"> {words.member.mayNotEvaluate}</span>}
        </span>
      </label>
    </li>
  );
}

/** What people call a role of Workable's API. */
export function roleIn(role: string | undefined, { roles }: Words): string {
  const known: Readonly<Record<string, string>> = roles;
  return role === undefined ? roles.unknown : (known[role] ?? role);
}

function reasonAgainst({ is_active: isActive, may_comment: mayComment }: MemberView, { member }: Words) {
  if (!isActive) return member.inactive;
  return mayComment ? undefined : member.mayNotComment;
}

/** The page listed them a moment ago: another three requests would wait for another ten seconds. */
const keptMs = 10 * 60_000;

async function take({ parts, managed, account, reading }: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const { words } = reading;
  const { items } = await listMembers(parts, account, { keptMs });
  const member = items.find(({ id }) => id === fields.get('member'));
  if (member?.email === undefined) return { problem: words.member.choose };
  const called = fitting(member.name ?? member.email, nameBytes);
  const why = reasonAgainst(member, words);
  if (why !== undefined) return { problem: `${called}: ${why}` };
  const isService = fields.get('service') === 'yes';
  if (isService && !member.may_evaluate) return { problem: words.member.noRatings(called) };
  const settings = { WORKABLE_MEMBER: member.email, WORKABLE_MEMBER_IS_SERVICE: String(isService) };
  await changeSettings(parts.manage, managed.name, settings, undefined);
  return { next: '?stages=triggers', saved: 'member' };
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}
