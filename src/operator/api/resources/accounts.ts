import { z } from 'zod';
import { changeSettings } from '../../../accounts/change-settings.ts';
import { createManagedAccount } from '../../../accounts/manage.ts';
import { removeAccount } from '../../../accounts/remove.ts';
import { type AccountEntry, accountEntries, accountView, managedView } from '../../queries/accounts.ts';
import {
  Account,
  accountBody,
  answered,
  Created,
  listedBody,
  missing,
  Name,
  notManaged,
  Page,
  params,
  seenVersion,
  settingsOf,
  tag,
  Value,
  viewOf,
  written,
} from '../account-schemas.ts';
import { cursorsOf } from '../cursor.ts';
import { endpoint } from '../endpoint.ts';
import { about, paging } from '../fields.ts';

export const accountEndpoints = [
  endpoint({
    id: 'listAccounts',
    method: 'GET',
    path: '/accounts',
    tag,
    summary: 'List accounts by name',
    query: z.object(paging),
    answers: {
      200: { description: 'A page.', schema: Page },
    },
  }).handledBy(async (parts, { query: { limit, cursor } }) => {
    const cursors = cursorsOf('accounts', {});
    const after = cursors.read(cursor)?.id ?? '';
    const left = accountEntries(parts).filter((entry) => placeOf(entry) > after);
    const page = left.slice(0, limit);
    const last = page.at(-1);
    const more = last && left.length > limit ? { next_cursor: cursors.write({ id: placeOf(last), at: 0 }) } : {};
    const items = page.map((entry) => listedBody(parts, accountView(parts, entry)));
    return { status: 200, body: { items, ...more } };
  }),

  endpoint({
    id: 'createAccount',
    method: 'POST',
    path: '/accounts',
    tag,
    summary: 'Make a managed account',
    description:
      'It works in every process within 2 s, and in the one that answered at once. What it leaves out of the settings comes from the environment of the bridge, then from the default, but never a secret, nor who writes at Workable and the triggers there.',
    body: z.strictObject({ name: Name, settings: settingsOf(Value, written) }),
    answers: { 201: { description: 'Made.', schema: Created } },
    errors: {
      409: 'There is an account of this name, a secret belongs to another account (named in the message), or DATA_KEY is not set.',
    },
    secrets: ['provider_token'],
  }).handledBy(async (parts, { body: { name, settings } }) => {
    const { stored, token } = await createManagedAccount(parts.manage, name, settings);
    const body = accountBody(parts, managedView(parts, stored));
    return {
      status: 201,
      headers: { Location: `/api/v1/accounts/${name}`, ETag: body.etag },
      body: { ...body, provider_token: token },
    };
  }),

  endpoint({
    id: 'getAccount',
    method: 'GET',
    path: '/accounts/{name}',
    tag,
    summary: 'Read an account',
    params,
    answers: { 200: { description: 'The account.', schema: Account } },
    errors: missing,
  }).handledBy(async (parts, { params: { name } }) => {
    const body = accountBody(parts, viewOf(parts, name), await parts.storage.firstCalls.read(name));
    return { status: 200, headers: { ETag: body.etag }, body };
  }),

  endpoint({
    id: 'changeAccount',
    method: 'PATCH',
    path: '/accounts/{name}',
    tag,
    summary: 'Change settings of a managed account',
    description: 'Settings that are not named stay as they are; null takes one away.',
    params,
    body: z.strictObject({ settings: settingsOf(Value.nullable(), { RETENTION: '90d', LANGUAGE: null }) }),
    answers: { 200: { description: 'As it is now.', schema: Account } },
    errors: {
      ...missing,
      409: `${notManaged} Or a secret belongs to another account, or VENDOR cannot change while interviews are open.`,
    },
    needsMatch: true,
  }).handledBy(async (parts, { params: { name }, body: { settings }, match }) => {
    const stored = await changeSettings(parts.manage, name, settings, seenVersion(parts, name, match));
    return answered(parts, 200, stored);
  }),

  endpoint({
    id: 'removeAccount',
    method: 'DELETE',
    path: '/accounts/{name}',
    tag,
    summary: 'Remove a managed account',
    description:
      'Its tokens are no longer valid at once. Open interviews are cancelled, at the vendor too where it can. The account is gone when its last interview is erased: after RETENTION, or soon with erase=true. Without force, an account of which an interview is created at the same moment is kept: within seconds it is as it was before.',
    params,
    query: z.object({
      force: z.boolean().default(false).meta(about('Although interviews are open.', true)),
      erase: z.boolean().default(false).meta(about('Erase all of its data now.', true)),
    }),
    answers: { 202: { description: 'It is being removed.', schema: Account } },
    errors: { ...missing, 409: `It has open interviews. ${notManaged}` },
    needsMatch: true,
  }).handledBy(async (parts, { params: { name }, query: { force, erase }, match }) => {
    const version = seenVersion(parts, name, match);
    const stored = await removeAccount(parts.manage, name, version, { force, erases: erase });
    return answered(parts, 202, stored);
  }),
];

/** A managed account behind a configured one of its name comes after it. */
function placeOf({ name, isManaged }: AccountEntry): string {
  return `${name} ${isManaged ? 1 : 0}`;
}
