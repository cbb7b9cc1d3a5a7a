import type { VNode } from 'preact';
import { listMembers, type MemberView } from '../../operator/actions/members.ts';
import { fillMarkup } from '../../pages/fill.tsx';
import { fitting, fittingRows } from '../../pages/room.tsx';
import type { Words } from '../words.ts';
import { Pass } from './form.tsx';
import { roleIn } from './member.tsx';
import { fromOf, More } from './more.tsx';
import { nameBytes } from './names.tsx';
import { type DoorWizard, isPassed, type Step } from './wizard.ts';

/** Nothing is decided here. */
export const peopleStep: Step<DoorWizard> = {
  isDone: (wizard) => isPassed(wizard, 'people'),
  async show(wizard, query) {
    const { items, isCut } = await listMembers(wizard.parts, wizard.account);
    const active = items.filter((each) => each.is_active);
    return <Readers wizard={wizard} items={active} isCut={isCut} from={fromOf(query)} />;
  },
  take: async ({ reading }) => ({ problem: reading.words.wizard.unknownForm }),
};

const listBytes = 16_000;

type Props = { wizard: DoorWizard; items: readonly MemberView[]; isCut: boolean; from: number };

function Readers({ wizard, items, isCut, from }: Props): VNode {
  const { words } = wizard.reading;
  const { people } = words;
  const vendor = wizard.account.vendor.title;
  const shown = fittingRows(items.slice(from), listBytes, (each) => <Reader member={each} words={words} />);
  return (
    <>
      <p>{fillMarkup(people.lead, { some: <b>{people.some}</b>, vendor })}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{people.member}</th>
            <th scope="col">{people.comments}</th>
            <th scope="col">{people.results}</th>
          </tr>
        </thead>
        <tbody>{shown}</tbody>
      </table>
      <More step="people" to={from + shown.length} of={items.length} words={words} isCut={isCut} />
      <p class="soft">{fillMarkup(people.others, { vendor })}</p>
      <Pass wizard={wizard} text={words.wizard.doneAll} isMain />
    </>
  );
}

function Reader({ member, words }: { member: MemberView; words: Words }): VNode {
  const { people } = words;
  const { name, email, role, reads_comments: comments, reads_results: results } = member;
  return (
    <tr>
      <th scope="row">
        <b dir="auto">{fitting(name ?? email ?? people.noName, nameBytes)}</b>{' '}
        <span class="soft">{roleIn(role, words)}</span>
      </th>
      <td>{people[comments]}</td>
      <td>{people[results]}</td>
    </tr>
  );
}
