import type { ComponentChildren, VNode } from 'preact';
import { type Tested, testedAtMost, testSync, writeSample } from '../../operator/actions/test-sync.ts';
import { fillMarkup } from '../../pages/fill.tsx';
import { fitting, fittingRows } from '../../pages/room.tsx';
import { Moment } from '../../pages/time.tsx';
import { Form, Onward, Pass } from './form.tsx';
import { calledIn, nameBytes } from './names.tsx';
import { type DoorWizard, isPassed, type Step, type Taken } from './wizard.ts';

export const testStep: Step<DoorWizard> = {
  isDone: (wizard) => wizard.link.sampledAt !== undefined || isPassed(wizard, 'test'),
  async show(wizard, query) {
    const { account, link, reading } = wizard;
    const { words, time } = reading;
    const isListed = query.has('list');
    const { sampledAt } = link;
    return (
      <>
        {sampledAt !== undefined && (
          <p class="box" role="status">
            {fillMarkup(words.test.sampled, { time: <Moment at={sampledAt} text={time(sampledAt)} /> })}
          </p>
        )}
        {isListed ? (
          <Listing wizard={wizard} {...(await testSync(wizard.parts, account))} />
        ) : (
          <Offer wizard={wizard} isMain={sampledAt === undefined} />
        )}
        <Pass wizard={wizard} text={words.wizard.doneGoOn('5')} isMain={sampledAt !== undefined && !isListed} />
      </>
    );
  },
  take,
};

/** Listing changes nothing, but it costs some of the requests that Workable answers. */
function Offer({ wizard, isMain }: { wizard: DoorWizard; isMain: boolean }): VNode {
  const { words, number } = wizard.reading;
  return (
    <>
      <p>{words.test.offer(number(testedAtMost))}</p>
      <Onward to={listing} text={words.test.show} isMain={isMain} />
    </>
  );
}

const listing = '?stages=test&list=yes';
const listBytes = 21_000;

type ListingProps = { wizard: DoorWizard; items: readonly Tested[]; isCut: boolean };

function Listing({ wizard, items, isCut }: ListingProps): ComponentChildren {
  const { words, number } = wizard.reading;
  const { test } = words;
  const count = items.filter((each) => each.would_invite).length;
  if (items.length === 0) {
    return (
      <>
        <p>{test.none}</p>
        <Onward to={listing} text={test.lookAgain} isMain />
      </>
    );
  }
  const shown = fittingRows(items, listBytes, (each) => <TestedLine wizard={wizard} tested={each} />);
  return (
    <>
      <p>
        {test.count(number(count), number(items.length))} {(isCut || shown.length < items.length) && test.isCut}
      </p>
      <Onward to={listing} text={test.lookAgain} />
      <Form form={wizard.form} does="sample">
        <fieldset>
          <legend>{test.legend}</legend>
          <ul class="picks">{shown}</ul>
        </fieldset>
        <p>{test.sample}</p>
        <p>
          <button type="submit" class="main">
            {test.write}
          </button>
        </p>
      </Form>
    </>
  );
}

function TestedLine({ wizard, tested }: { wizard: DoorWizard; tested: Tested }): VNode {
  const { candidate_id: id, job, stage, would_invite: isInvited, why, person } = tested;
  const { words } = wizard.reading;
  const { catalog } = wizard.account.connected;
  const isGood = isInvited || why === 'interview';
  const verdict = isInvited ? words.test.would : isGood ? words.test.already : words.test.not;
  return (
    <li>
      <label>
        <input type="radio" name="candidate" value={id} required checked={id === wizard.typed('sample', 'candidate')} />
        <span>
          <b dir="auto">{calledIn(person, words)}</b>{' '}
          <span class="soft">
            <bdi>{fitting(catalog.knownTitleOf(job) ?? job, nameBytes)}</bdi>,{' '}
            <bdi>{fitting(catalog.knownNameOf(job, stage) ?? stage, nameBytes)}</bdi>
          </span>
          <br />
          <span class={isGood ? 'yes' : ''}>{verdict}</span> {words.reasons[why]}
        </span>
      </label>
    </li>
  );
}

const formsKept = 20;

/** A form that is sent again writes no second comment. */
async function take(wizard: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const { parts, account, keep, reading } = wizard;
  const { test, wizard: words } = reading.words;
  if (fields.get('do') !== 'sample') return { problem: words.unknownForm };
  const [candidate, form] = [fields.get('candidate') ?? '', fields.get('form') ?? ''];
  if (!/^[\w-]{1,64}$/.test(candidate)) return { problem: test.chooseCandidate };
  if (account.settings.stage?.member === undefined) return { problem: test.memberFirst };
  const isFirst = await keep((link) => {
    const { usedForms = [] } = link;
    return usedForms.includes(form) ? undefined : { ...link, usedForms: [...usedForms, form].slice(-formsKept) };
  });
  if (!isFirst) return { next: '?stages=test' };
  await writeSample(parts, account, candidate);
  await keep((link) => ({ ...link, sampledAt: parts.now() }));
  return { next: '?stages=test' };
}
