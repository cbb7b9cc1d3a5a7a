import type { ComponentChildren, VNode } from 'preact';
import { type Tested, testedAtMost, testSync, writeSample } from '../../operator/actions/test-sync.ts';
import { calledAs } from '../../operator/queries/applications.ts';
import { Time } from '../../pages/time.tsx';
import { Form, Onward } from './form.tsx';
import type { DoorWizard, Step, Taken } from './wizard.ts';

export const testStep: Step<DoorWizard> = {
  title: 'Test',
  isDone: ({ link }) => link.sampledAt !== undefined,
  async show(wizard, query) {
    const { account, link } = wizard;
    return (
      <>
        {link.sampledAt !== undefined && (
          <p class="box" role="status">
            A sample comment was written on <Time at={link.sampledAt} />. Open the candidate in Workable: it is on the
            timeline, only admins see it, and only a person can delete it there.
          </p>
        )}
        {query.has('list') ? <Listing wizard={wizard} {...(await testSync(wizard.parts, account))} /> : <Offer />}
        <Onward to="?stages=back-fill" text="Go on to step 5" />
      </>
    );
  },
  take,
};

/** Listing changes nothing, but it costs some of the requests that Workable answers. */
function Offer(): VNode {
  return (
    <>
      <p>
        Workable is asked for the first {testedAtMost} candidates in these stages. You see who would be invited, who not
        and why. No candidate is invited by it, and nothing is changed.
      </p>
      <form method="get">
        <input type="hidden" name="stages" value="test" />
        <input type="hidden" name="list" value="yes" />
        <p>
          <button type="submit" class="main">
            Show them
          </button>
        </p>
      </form>
    </>
  );
}

type ListingProps = { wizard: DoorWizard; items: readonly Tested[]; isCut: boolean };

function Listing({ wizard, items, isCut }: ListingProps): ComponentChildren {
  const count = items.filter((each) => each.would_invite).length;
  if (items.length === 0) {
    return <p>There are no candidates in these stages. Move one there in Workable, best yourself, and look again.</p>;
  }
  return (
    <>
      <p>
        {count} of {items.length} would be invited{isCut ? '; there are more candidates' : ''}.
      </p>
      <Form form={wizard.form} does="sample">
        <fieldset>
          <legend>Choose one to write a sample comment about</legend>
          <ul class="picks">
            {items.map((each) => (
              <TestedLine wizard={wizard} tested={each} />
            ))}
          </ul>
        </fieldset>
        <p>The comment says that it is a test. Only admins see it.</p>
        <p>
          <button type="submit" class="main">
            Write one sample comment
          </button>
        </p>
      </Form>
    </>
  );
}

function TestedLine({ wizard, tested }: { wizard: DoorWizard; tested: Tested }): VNode {
  const { candidate_id: id, job, stage, would_invite: isInvited, reason, person } = tested;
  const { catalog } = wizard.account.connected;
  return (
    <li>
      <label>
        <input type="radio" name="candidate" value={id} required />
        <span>
          <b dir="auto">{calledAs(person)}</b>{' '}
          <span class="soft">
            <bdi>{catalog.knownTitleOf(job) ?? job}</bdi>, <bdi>{catalog.knownNameOf(job, stage) ?? stage}</bdi>
          </span>
          <br />
          <span class={isInvited ? 'yes' : ''}>{isInvited ? '✓ Would be invited.' : 'Not invited.'}</span>{' '}
          {withoutSettings(reason)}
        </span>
      </label>
    </li>
  );
}

/** Names of settings mean nothing to a customer. */
function withoutSettings(reason: string): string {
  return reason.replace(/ \([A-Z_]+\)/, '');
}

const formsKept = 20;

/** A form that is sent again writes no second comment. */
async function take(wizard: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const { parts, account, keep } = wizard;
  const [candidate, form] = [fields.get('candidate') ?? '', fields.get('form') ?? ''];
  if (!/^[\w-]{1,64}$/.test(candidate)) return { problem: 'Choose a candidate first.' };
  if (account.settings.stage?.member === undefined)
    return { problem: 'Choose the member who writes first, in step 2.' };
  const isFirst = await keep((link) => {
    const { usedForms = [] } = link;
    return usedForms.includes(form) ? undefined : { ...link, usedForms: [...usedForms, form].slice(-formsKept) };
  });
  if (!isFirst) return { next: '?stages=test' };
  await writeSample(parts, account, candidate);
  await keep((link) => ({ ...link, sampledAt: parts.now() }));
  return { next: '?stages=test' };
}
