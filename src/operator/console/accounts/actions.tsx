import type { VNode } from 'preact';
import { z } from 'zod';
import { managedAccount } from '../../../accounts/change.ts';
import { changeSettings } from '../../../accounts/change-settings.ts';
import { connectDoors, endConnectLinks } from '../../../accounts/connect.ts';
import { pauseAccount, resumeAccount } from '../../../accounts/manage.ts';
import { addProviderToken, retireProviderToken } from '../../../accounts/provider-tokens.ts';
import { limits } from '../../../limits.ts';
import { type CheckedToken, checkToken } from '../../actions/check-token.ts';
import { Link } from '../form.tsx';
import { At } from '../moment.tsx';
import { action } from '../page.ts';
import { Once } from './copies.tsx';
import { pathOf } from './words.tsx';

const place = 'accounts';
const from = '/accounts/:name';

const pauseAction = action({ path: '/accounts/:name/pause', from, place }).doing(
  async (parts, { params: { name } }) => {
    await pauseAccount(parts.manage, name);
    return { next: pathOf(name), said: `${name} is paused: creates are answered 503, and results wait.` };
  },
);

const resumeAction = action({ path: '/accounts/:name/resume', from, place }).doing(
  async (parts, { params: { name } }) => {
    await resumeAccount(parts.manage, name);
    return { next: pathOf(name), said: `${name} is active: what waited goes out now.` };
  },
);

function Back({ name }: { name: string }): VNode {
  return (
    <p>
      <Link to={pathOf(name)}>Back to the account</Link>
    </p>
  );
}

const makeTokenAction = action({ path: '/accounts/:name/provider-tokens', from, place }).doing(
  async (parts, { params: { name } }) => {
    const { id, token } = await addProviderToken(parts.manage, name);
    const content = (
      <>
        <Once what="provider token" value={token}>
          <p>
            It is <code>{id}</code>. Paste it in Workable under Settings → Integrations; those that there were stay
            valid until you retire them.
          </p>
        </Once>
        <Back name={name} />
      </>
    );
    return { title: `A provider token of ${name}`, content };
  },
);

const retireTokenAction = action({ path: '/accounts/:name/provider-tokens/:id/retire', from, place }).doing(
  async (parts, { params: { name, id } }) => {
    await retireProviderToken(parts.manage, name, id);
    const left = parts.sources.managed(name)?.account.providerTokens.length ?? 0;
    const said = `The token is retired: Workable is refused with it. ${left === 0 ? 'No other is left' : `${left} left`}.`;
    return { next: pathOf(name), said, isWarning: left === 0 };
  },
);

const doorField = z.strictObject({ door: z.enum(connectDoors).default('provider') });

const makeLinkAction = action({ path: '/accounts/:name/connect-links', from, place, fields: doorField }).doing(
  async (parts, { params: { name }, fields: { door } }) => {
    const { url, expiresAt } = await parts.connectLink(parts.manage, name, door);
    const content = (
      <>
        <Once what="connect link" value={url}>
          <p>
            It works until <At at={expiresAt} />. Anyone who has it can connect Workable to {name}: send it as you send
            a password.
          </p>
        </Once>
        <Back name={name} />
      </>
    );
    return { title: `A connect link of ${name}`, content };
  },
);

const endLinksAction = action({ path: '/accounts/:name/connect-links/end', from, place }).doing(
  async (parts, { params: { name } }) => {
    await endConnectLinks({ manage: parts.manage, links: parts.storage.connectLinks }, name);
    return { next: pathOf(name), said: `All connect links of ${name} have ended.` };
  },
);

const settings = '/accounts/:name/settings';
/** What the page has shown: a change that another made meanwhile is not overwritten. */
const seen = { version: z.coerce.number().int().positive(), setting: z.string().max(100) };

const setAction = action({
  path: '/accounts/:name/settings/set',
  from: settings,
  place,
  fields: z.strictObject({
    ...seen,
    value: z
      .string()
      .min(1)
      .max(64 * 1024),
  }),
}).doing(async (parts, { params: { name }, fields: { version, setting, value } }) => {
  await parts.sources.refresh();
  await changeSettings(parts.manage, name, { [setting]: value }, version);
  return { next: pathOf(name, '/settings'), said: `${setting} is set.` };
});

const unsetAction = action({
  path: '/accounts/:name/settings/unset',
  from: settings,
  place,
  fields: z.strictObject(seen),
}).doing(async (parts, { params: { name }, fields: { version, setting } }) => {
  await parts.sources.refresh();
  await changeSettings(parts.manage, name, { [setting]: null }, version);
  return { next: pathOf(name, '/settings'), said: `${setting} is taken away.` };
});

const checkAction = action({
  path: '/accounts/:name/api-token/check',
  from: settings,
  place,
  fields: z.strictObject({ token: z.string().min(1).max(limits.callbackTokenCharacters) }),
}).doing(async (parts, { params: { name }, fields: { token } }) => {
  await parts.sources.refresh();
  const { account } = managedAccount(parts.manage, name);
  const checked = await checkToken(parts, account, token.trim());
  return { next: pathOf(name, '/settings'), said: wordsOf(checked), isWarning: checked.outcome !== 'accepted' };
});

function wordsOf(checked: CheckedToken): string {
  switch (checked.outcome) {
    case 'accepted':
      return `Workable accepts the token. It is for ${checked.companies.map(({ name, subdomain }) => `${name} (${subdomain})`).join(', ')}.`;
    case 'not_a_token':
      return 'This does not look like a token: copy it again, the whole of it, without spaces.';
    case 'refused':
      return 'Workable does not accept this token (401).';
    case 'elsewhere':
      return `The token is of another company than ${checked.subdomain} (404).`;
    case 'lacks_scopes':
      return `The token lacks ${checked.lacks.join(', ')} (403).`;
  }
}

export const accountActions = [
  pauseAction,
  resumeAction,
  makeTokenAction,
  retireTokenAction,
  makeLinkAction,
  endLinksAction,
  setAction,
  unsetAction,
  checkAction,
];
