import type { VNode } from 'preact';
import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { fitting } from '../../../pages/room.tsx';
import { discard, type Reread, replayRejected } from '../../actions/rejected.ts';
import { accountsNamed, foundWebhook } from '../../api/found.ts';
import { listRejected } from '../../queries/rejected.ts';
import { bodyOf, isCut, type Kept, sizeOf } from '../../rejected.ts';
import { Button, Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { At } from '../moment.tsx';
import { action, type ConsoleParts } from '../page.ts';
import { Buttons, backToList, rejectedCursors } from './page.tsx';

/** So many are worked on together: the next ones follow from a button. */
const atOnce = 500;
const place = 'rejected';
const filter = z.strictObject({ account: z.string().optional() });

const words = {
  observed: 'It is accepted, and its interview has it.',
  hinted: 'It is accepted: the vendor is asked how the interview stands.',
  foreign: 'It can be read now, and is about no interview of ours.',
} as const;

const replayAction = action({ path: '/rejected/:id/replay', from: '/rejected', place, fields: filter }).doing(
  async (parts, { params: { id }, fields: { account } }) => {
    const results: Reread[] = [];
    await replayRejected(parts, [await foundWebhook(parts, id)], (_kept, each) => void results.push(each));
    const result = results[0] ?? { outcome: 'gone' };
    if (result.outcome === 'gone') throw new Failure('not-found', `There is no rejected webhook ${id}`);
    const next = backToList(account);
    if (result.outcome === 'still-rejected') return { next, said: `Still rejected: ${result.reason}`, isWarning: true };
    return { next, said: words[result.outcome] };
  },
);

const deleteAction = action({ path: '/rejected/:id/delete', from: '/rejected', place, fields: filter }).doing(
  async (parts, { params: { id }, fields: { account } }) => {
    let isRemoved = false;
    await discard(parts, [await foundWebhook(parts, id)], () => {
      isRemoved = true;
    });
    if (!isRemoved) throw new Failure('not-found', `There is no rejected webhook ${id}`);
    return { next: backToList(account), said: `The webhook ${id} is deleted.` };
  },
);

const replayAllAction = action({
  path: '/rejected/replay',
  from: '/rejected',
  place,
  fields: filter.extend({ cursor: z.string().optional() }),
}).doing(async (parts, { fields: { account, cursor } }) => {
  const { items, next } = await chosen(parts, account, cursor);
  const tally = { accepted: 0, rejected: 0 };
  await replayRejected(parts, items, (_kept, { outcome }) => {
    if (outcome === 'still-rejected') tally.rejected += 1;
    else if (outcome !== 'gone') tally.accepted += 1;
  });
  const said = `${counted(tally.accepted, 'webhook')} accepted, ${tally.rejected.toLocaleString('en-GB')} still rejected.`;
  if (next === undefined) return { next: backToList(account), said, isWarning: tally.rejected > 0 };
  const fields = { cursor: next, ...(account === undefined ? {} : { account }) };
  const content = (
    <section>
      <p>{said} There are more.</p>
      <div class="row">
        <Button to="/rejected/replay" text="Go on with the next ones" isMain fields={Object.entries(fields)} />
        <Link to={backToList(account)}>Back to the list</Link>
      </div>
    </section>
  );
  return { title: 'Replaying rejected webhooks', content };
});

const deleteAllAction = action({ path: '/rejected/delete', from: '/rejected', place, fields: filter }).doing(
  async (parts, { fields: { account } }) => {
    const { items, next } = await chosen(parts, account, undefined);
    let count = 0;
    await discard(parts, items, () => {
      count += 1;
    });
    const more = next === undefined ? '' : ' There are more: do it again.';
    return { next: backToList(account), said: `${counted(count, 'webhook is', 'webhooks are')} deleted.${more}` };
  },
);

async function chosen(parts: ConsoleParts, account: string | undefined, cursor: string | undefined) {
  const cursors = rejectedCursors(account);
  const accounts = accountsNamed(parts, account, 'field');
  const { items, last } = await listRejected(parts, { accounts, limit: atOnce, after: cursors.read(cursor) });
  return { items, next: last && cursors.write(last) };
}

const revealAction = action({ path: '/rejected/:id/reveal', from: '/rejected', place }).doing(
  async (parts, { params: { id } }) => {
    const kept = await foundWebhook(parts, id);
    const body = await bodyOf(parts, kept);
    if (body === undefined) throw new Failure('not-found', `There is no rejected webhook ${id}`);
    if (typeof body !== 'string') throw new Failure('conflict', `The webhook ${body.problem}`);
    await parts.audit({ account: kept.account.name, did: 'revealed rejected webhooks', ids: [id] });
    return { title: `Webhook ${id}`, content: <Body kept={kept} body={body} /> };
  },
);

function Body({ kept, body }: { kept: Kept; body: string }): VNode {
  const shown = fitting(body, mostBytes);
  return (
    <section>
      <p>
        It came <At at={kept.at} /> for {kept.account.name}, and was rejected: <bdi>{kept.reason}</bdi>
      </p>
      {isCut(kept, body) && (
        <p class="soft">
          Only the first {Buffer.byteLength(body)} of {sizeOf(kept)} are kept.
        </p>
      )}
      {shown.length < body.length && (
        <p class="soft">
          These are its first {shown.length.toLocaleString('en-GB')} characters: "bridge rejected {kept.id}" prints all.
        </p>
      )}
      <pre dir="auto">{shown}</pre>
      <Buttons id={kept.id} isRevealed />
      <p>
        <Link to="/rejected">Back to the list</Link>
      </p>
    </section>
  );
}

const mostBytes = 40_000;

export const rejectedActions = [replayAllAction, deleteAllAction, replayAction, deleteAction, revealAction];
