import type { VNode } from 'preact';
import { z } from 'zod';
import { fittingRows } from '../../../pages/room.tsx';
import { type Tested, testedAtMost, testSync, writeSample } from '../../actions/test-sync.ts';
import { stageDoorOf } from '../../api/stage-door.ts';
import { calledAs } from '../../queries/applications.ts';
import { Button, Filters, Form, Link } from '../form.tsx';
import { At } from '../moment.tsx';
import { action, page } from '../page.ts';
import { Input } from '../typed.tsx';
import { pathOf } from './words.tsx';

/** Listing changes nothing, but it costs some of the requests that Workable answers. */
export const testSyncPage = page({
  path: '/accounts/:name/test-sync',
  place: 'accounts',
  query: z.object({ list: z.literal('yes').optional() }),
}).showing({
  load: async (parts, { params: { name }, query: { list } }) => {
    const account = stageDoorOf(parts, name);
    return { name, found: list === undefined ? undefined : await testSync(parts, account) };
  },
  title: ({ name }) => `Test sync of ${name}`,
  view: ({ name, found }) => (
    <>
      <Offer name={name} isMain={found === undefined} />
      {found && <Listing name={name} {...found} isRevealed={false} />}
    </>
  ),
});

function Offer({ name, isMain }: { name: string; isMain: boolean }): VNode {
  return (
    <section>
      <p>
        Workable is asked for the first {testedAtMost} candidates in the stages of the triggers. You see who would be
        invited, who not and why; pending triggers count as if they held. No candidate is invited by it, and nothing is
        changed.
      </p>
      <Filters to={pathOf(name, '/test-sync')} class="row">
        <input type="hidden" name="list" value="yes" />
        <button type="submit" class={isMain ? 'main' : ''}>
          {isMain ? 'Show them' : 'Look again'}
        </button>
        <Link to={pathOf(name)}>Back to the account</Link>
      </Filters>
    </section>
  );
}

const listBytes = 45_000;

type ListingProps = { name: string; items: readonly Tested[]; isCut: boolean; isRevealed: boolean };

function Listing({ name, items, isCut, isRevealed }: ListingProps): VNode {
  const count = items.filter((each) => each.would_invite).length;
  return (
    <section>
      <p>
        <b>
          {count} of {items.length}
        </b>{' '}
        would be invited{isCut && '; there are more candidates'}.
      </p>
      {items.length === 0 && (
        <p>There are no candidates in these stages: move one there in Workable, and look again.</p>
      )}
      {items.length > 0 && !isRevealed && <Button to={pathOf(name, '/test-sync/reveal')} text="Reveal names" />}
      {items.length > 0 && (
        <Form to={pathOf(name, '/test-sync/sample')}>
          <fieldset class="picks">
            <legend>Choose one to write a sample comment about</legend>
            {fittingRows(items, listBytes, (each) => (
              <Candidate tested={each} isRevealed={isRevealed} />
            ))}
          </fieldset>
          <p>The comment says that it is a test. Only admins see it, and only a person can delete it, in Workable.</p>
          <p class="row">
            <button type="submit" class="main">
              Write one sample comment
            </button>
          </p>
        </Form>
      )}
    </section>
  );
}

function Candidate({ tested, isRevealed }: { tested: Tested; isRevealed: boolean }): VNode {
  const { candidate_id: id, job, stage, would_invite: isInvited, reason, next_at: nextAt, person } = tested;
  return (
    <label class="tick">
      <Input type="radio" name="sample" value={id} required />
      <span>
        {isRevealed ? <b dir="auto">{calledAs(person)}</b> : <code>{id}</code>}{' '}
        <span class="soft">
          <bdi>{job}</bdi>, <bdi>{stage}</bdi>
        </span>{' '}
        <span class={isInvited ? 'chip good' : 'chip plain'}>{isInvited ? 'Would be invited' : 'Not invited'}</span>{' '}
        <span dir="auto">{reason}</span>
        {nextAt !== undefined && (
          <>
            {' '}
            Then: <At at={Date.parse(nextAt)} />.
          </>
        )}
      </span>
    </label>
  );
}

const from = '/accounts/:name/test-sync';

const revealAction = action({ path: '/accounts/:name/test-sync/reveal', from, place: 'accounts' }).doing(
  async (parts, { params: { name } }) => {
    const { items, isCut } = await testSync(parts, stageDoorOf(parts, name));
    const ids = items.map(({ id }) => id);
    if (ids.length > 0) {
      parts.revealed([], ids);
      await parts.audit({ account: name, did: 'revealed candidates', ids });
    }
    return {
      title: `Test sync of ${name}`,
      content: (
        <>
          <Offer name={name} isMain={false} />
          <Listing name={name} items={items} isCut={isCut} isRevealed />
        </>
      ),
    };
  },
);

const sampleAction = action({
  path: '/accounts/:name/test-sync/sample',
  from,
  place: 'accounts',
  fields: z.strictObject({ sample: z.string().regex(/^[\w-]{1,64}$/, 'should be the id of a candidate') }),
}).doing(async (parts, { params: { name }, fields: { sample } }) => {
  await writeSample(parts, stageDoorOf(parts, name), sample);
  const said = `A sample comment was written about ${sample}: open the candidate in Workable, it is on the timeline.`;
  return { next: pathOf(name, '/test-sync'), said };
});

export const testSyncActions = [revealAction, sampleAction];
