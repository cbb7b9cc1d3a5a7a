import type { VNode } from 'preact';
import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { addressIn } from '../../../interviews/person.ts';
import { kindOf } from '../../../store/ids.ts';
import { type ForgetTotals, forget } from '../../actions/forget.ts';
import { namedWithDeliveries } from '../../actions/named.ts';
import { foundApplication, foundInterview } from '../../api/found.ts';
import { pathOf as pathOfApplication } from '../application/load.ts';
import { Form } from '../form.tsx';
import { WayBack } from '../frame.tsx';
import { action, type ConsoleParts, type Done } from '../page.ts';
import { Input } from '../typed.tsx';
import { pathOf } from './load.ts';

const sure = z.strictObject({ sure: z.literal('yes', { error: 'should be ticked' }) });
const place = 'interviews';

/** What there is of the person of an interview, and then erasing it. */
const ofInterview = [
  action({ path: '/interviews/:id/forget', from: '/interviews/:id', place }).doing((parts, { params: { id } }) =>
    preview(parts, id, pathOf(id)),
  ),
  action({ path: '/interviews/:id/forget-now', from: '/interviews/:id', place, fields: sure }).doing(
    async (parts, { params: { id } }) => ({ next: '/interviews', ...(await forgetNow(parts, id)) }),
  ),
];

/** The same of an application. */
const ofApplication = [
  action({ path: '/applications/:id/forget', from: '/applications/:id', place: 'applications' }).doing(
    (parts, { params: { id } }) => preview(parts, id, pathOfApplication(id)),
  ),
  action({
    path: '/applications/:id/forget-now',
    from: '/applications/:id',
    place: 'applications',
    fields: sure,
  }).doing(async (parts, { params: { id } }) => ({ next: '/applications', ...(await forgetNow(parts, id)) })),
];

async function preview(parts: ConsoleParts, id: string, path: string): Promise<Done> {
  const totals = await forget(parts, await emailIn(parts, id), false, () => undefined);
  return { title: 'Forget this person?', content: <Preview id={id} path={path} totals={totals} /> };
}

async function forgetNow(parts: ConsoleParts, id: string): Promise<{ said: string; isWarning: boolean }> {
  let left = 0;
  const totals = await forget(parts, await emailIn(parts, id), true, ({ kind }) => {
    left += kind === 'not-cancelled' ? 1 : 0;
  });
  const not = left === 0 ? '' : ` At the vendor ${left} could not be cancelled: cancel them there.`;
  return { said: `Erased: ${tally(totals)}.${not}`, isWarning: left > 0 };
}

/** Of the person of an interview or application. Throws Failure where there is none. */
async function emailIn(parts: ConsoleParts, id: string): Promise<string> {
  const found = await namedWithDeliveries(parts, id);
  const selected = kindOf(id) === 'application' ? foundApplication(id, found) : foundInterview(id, found);
  const { email = '' } = selected.kind === 'application' ? selected.record.person : selected.record.candidate;
  const address = addressIn(email);
  if (address !== undefined) return address;
  throw new Failure('conflict', 'There is no address by which this person could be found');
}

function Preview({ id, path, totals }: { id: string; path: string; totals: ForgetTotals }): VNode {
  return (
    <section class="danger">
      <p>
        Of the person of <span class="mono">{id}</span> there is in all accounts: {tally(totals)}. Nothing is erased
        yet.
      </p>
      {totals.unreadable > 0 && (
        <p class="alarm">{totals.unreadable} of all that is kept cannot be read: “bridge forget” names them.</p>
      )}
      {totals.heads > 0 && (
        <p>Of {totals.heads} large webhooks only the beginning is kept: the rest may have named this person.</p>
      )}
      <p>
        Open invitations are cancelled at the vendor where it can do that. What Workable and the vendor have, they keep:
        erase it there.
      </p>
      <Form to={`${path}/forget-now`}>
        <label class="tick">
          <Input type="checkbox" name="sure" value="yes" required /> Erase all of it, for ever
        </label>
        <div class="row">
          <button type="submit">Forget this person</button>
        </div>
      </Form>
      <WayBack to={path} text="Back, and erase nothing" />
    </section>
  );
}

function tally({ interviews, applications, webhooks }: ForgetTotals): string {
  const count = (of: number, one: string) => `${of} ${one}${of === 1 ? '' : 's'}`;
  return `${count(interviews, 'interview')}, ${count(applications, 'application')} and ${count(webhooks, 'rejected webhook')}`;
}

export const forgetActions = [...ofInterview, ...ofApplication];
