import { z } from 'zod';
import { removeAccount } from '../../../accounts/remove.ts';
import { Failure } from '../../../errors.ts';
import { viewOf } from '../../api/account-schemas.ts';
import { invalid } from '../../api/validate.ts';
import { Form, Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { action, page } from '../page.ts';
import { Input } from '../typed.tsx';
import { pathOf } from './words.tsx';

export const removePage = page({ path: '/accounts/:name/remove', place: 'accounts' }).showing({
  load: async (parts, { params: { name } }) => {
    const view = viewOf(parts, name);
    if (!view.managed)
      throw new Failure('conflict', `The account ${name} is configured: remove it where it is configured`);
    const { interviews } = await parts.storage.backlogs.backlogOf(name, parts.now());
    const hasOpen = view.state !== 'removing' && (await parts.manage.hasOpen(name));
    return { name, state: view.state, version: view.managed.version, interviews, hasOpen };
  },
  title: ({ name }) => `Remove ${name}`,
  view: ({ name, state, version, interviews, hasOpen }) => (
    <section class="danger">
      {state === 'removing' && <p>It is being removed already. You can have its data erased at once.</p>}
      <p>
        It has {counted(interviews, 'interview')}
        {hasOpen && ', and some of them are open, or have results that wait'}. Its tokens end at once. A worker cancels
        what is open, at the vendor too where that can be done, and erases each interview when RETENTION has passed.
        Then the account is gone with its settings and its history.
      </p>
      <Form to={pathOf(name, '/remove/now')}>
        <input type="hidden" name="version" value={version} />
        {hasOpen && (
          <label class="tick">
            <Input type="checkbox" name="force" value="yes" required /> Cancel the open interviews
          </label>
        )}
        <label class="tick">
          <Input type="checkbox" name="erase" value="yes" /> Erase all of its data now, not after RETENTION
        </label>
        <p class="field">
          <label for="confirmation">
            To confirm, enter the name of the account: <b>{name}</b>
          </label>
          <Input id="confirmation" name="confirmation" required autocomplete="off" autocapitalize="none" />
        </p>
        <p class="row">
          <button type="submit">Remove {name}</button>
          <Link to={pathOf(name)}>Keep it</Link>
        </p>
      </Form>
    </section>
  ),
});

const removeAction = action({
  path: '/accounts/:name/remove/now',
  from: '/accounts/:name/remove',
  place: 'accounts',
  fields: z.strictObject({
    version: z.coerce.number().int().positive(),
    force: z.literal('yes').optional(),
    erase: z.literal('yes').optional(),
    confirmation: z.string().max(100),
  }),
}).doing(async (parts, { params: { name }, fields: { version, force, erase, confirmation } }) => {
  if (confirmation.trim() !== name) throw invalid(`Invalid field: confirmation should be ${name}`);
  await parts.sources.refresh();
  await removeAccount(parts.manage, name, version, { force: force === 'yes', erases: erase === 'yes' });
  return { next: '/accounts', said: `${name} is being removed: a worker does it, and the list shows it until then.` };
});

export const removeActions = [removeAction];
