import type { VNode } from 'preact';
import { z } from 'zod';
import { createManagedAccount } from '../../../accounts/manage.ts';
import { accountNameRule } from '../../../accounts/name.ts';
import type { SettingRow } from '../../../settings/row.ts';
import { rowsOfVendor, vendorNames } from '../../../settings/table.ts';
import { invalid } from '../../api/validate.ts';
import { addressesOf, managedView } from '../../queries/accounts.ts';
import { Filters, Form, Link } from '../form.tsx';
import { action, page } from '../page.ts';
import { Input } from '../typed.tsx';
import { Addresses, Once } from './copies.tsx';
import { pathOf } from './words.tsx';

export const newAccountPage = page({
  path: '/new-account',
  place: 'accounts',
  query: z.object({ VENDOR: z.enum(vendorNames).optional() }),
}).showing({
  title: 'Make an account',
  load: async (_parts, { query: { VENDOR: vendor } }) => ({ vendor }),
  view: ({ vendor }) => (
    <>
      <section>
        <h2>1. The vendor</h2>
        <Filters to="/new-account" class="row">
          <p class="field">
            <label for="vendor">VENDOR</label>
            <select id="vendor" name="VENDOR">
              {vendorNames.map((each) => (
                <option value={each} selected={each === vendor}>
                  {each}
                </option>
              ))}
            </select>
          </p>
          <button type="submit" class={vendor === undefined ? 'main' : ''}>
            Go on
          </button>
        </Filters>
      </section>
      {vendor !== undefined && <Settings vendor={vendor} />}
    </>
  ),
});

/** What an account needs first; the rest is set on its page. */
function firstRows(vendor: string): [string, SettingRow][] {
  const common = ['WORKABLE_CALLBACK_TOKEN', 'WORKABLE_API_TOKEN', 'LANGUAGE', 'RETENTION'];
  const shared = Object.keys(rowsOfVendor(''));
  const rows = Object.entries(rowsOfVendor(vendor)).filter(([, row]) => !row.onThisMachine);
  const own = rows.filter(([name]) => !shared.includes(name));
  const needed = ([, { optional, default: usual }]: [string, SettingRow]) => !optional && usual === undefined;
  return [
    ...own.filter(needed),
    ...own.filter((each) => !needed(each)),
    ...rows.filter(([name]) => common.includes(name)),
  ];
}

function Settings({ vendor }: { vendor: string }): VNode {
  return (
    <section>
      <h2>2. Name and settings</h2>
      <Form to="/new-account/make">
        <input type="hidden" name="VENDOR" value={vendor} />
        <p class="field">
          <label for="name">Name (it {accountNameRule}). It is part of every interview id, so it stays.</label>
          <Input id="name" name="name" required autocomplete="off" autocapitalize="none" maxlength={32} />
        </p>
        {firstRows(vendor).map(([name, row]) => (
          <SettingField name={name} row={row} />
        ))}
        <p class="soft">
          What you leave empty comes from the environment of the bridge, then from the default; secrets never do.
        </p>
        <p class="row">
          <button type="submit" class="main">
            Make the account
          </button>
        </p>
      </Form>
    </section>
  );
}

function SettingField({ name, row }: { name: string; row: SettingRow }): VNode {
  const isNeeded = !row.optional && row.default === undefined && !row.secret;
  return (
    <p class="field">
      <label for={name}>
        <code>{name}</code> {row.meaning}
        {row.default !== undefined && ` Default: ${row.default}.`}
      </label>
      <Input id={name} name={name} required={isNeeded} {...(row.secret ? hidden : visible)} />
    </p>
  );
}

const hidden = { type: 'password', autocomplete: 'new-password' } as const;
const visible = { type: 'text', autocomplete: 'off' } as const;

const longestValue = 64 * 1024;

/** No message quotes a value: it may be a secret. */
const fields = z.record(z.string().max(100), z.string({ error: 'should be given once' }).max(longestValue));

/** The token is shown once, so no redirect follows. */
const createAction = action({ path: '/new-account/make', from: '/new-account', place: 'accounts', fields }).doing(
  async (parts, { fields: { name = '', ...given } }) => {
    if (Object.keys(given).length > 100) throw invalid('Invalid field: there are too many');
    const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
    const { stored, token } = await createManagedAccount(parts.manage, name, settings);
    const view = managedView(parts, stored);
    const addresses = addressesOf(parts.publicUrl, view);
    const content = (
      <>
        <Once what="provider token" value={token}>
          <p>
            Paste it in Workable under Settings → Integrations. The bridge keeps a digest of it and nothing else, so it
            is not shown again.
          </p>
        </Once>
        {addresses && <Addresses {...addresses} />}
        <section>
          {view.missing.map((each) => (
            <p>{each}.</p>
          ))}
          <p>
            <Link to={pathOf(name)}>Go on to the account {name}</Link>
          </p>
        </section>
      </>
    );
    return { title: `The account ${name} is made`, content };
  },
);

export const newAccountActions = [createAction];
