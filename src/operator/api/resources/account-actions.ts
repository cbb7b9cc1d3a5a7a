import { z } from 'zod';
import { connectDoors } from '../../../accounts/connect.ts';
import { pauseAccount, resumeAccount } from '../../../accounts/manage.ts';
import { addProviderToken, retireProviderToken } from '../../../accounts/provider-tokens.ts';
import { iso } from '../../iso.ts';
import { Account, answered, missing, notManaged, params, providerToken, seenVersion, tag } from '../account-schemas.ts';
import { endpoint } from '../endpoint.ts';
import { about, moment, text } from '../fields.ts';

export const accountActionEndpoints = [
  endpoint({
    id: 'pauseAccount',
    method: 'POST',
    path: '/accounts/{name}/pause',
    tag,
    summary: 'Stop all that goes out for an account',
    description: 'Creates are answered 503, webhooks are still taken, and nothing is lost: it goes out after resume.',
    params,
    answers: { 200: { description: 'It is paused.', schema: Account } },
    errors: { ...missing, 409: notManaged },
    takesMatch: true,
  }).handledBy(async (parts, { params: { name }, match }) => {
    return answered(parts, 200, await pauseAccount(parts.manage, name, seenVersion(parts, name, match)));
  }),

  endpoint({
    id: 'resumeAccount',
    method: 'POST',
    path: '/accounts/{name}/resume',
    tag,
    summary: 'Go on with an account that was paused',
    params,
    answers: { 200: { description: 'It is active.', schema: Account } },
    errors: { ...missing, 409: notManaged },
    takesMatch: true,
  }).handledBy(async (parts, { params: { name }, match }) => {
    return answered(parts, 200, await resumeAccount(parts.manage, name, seenVersion(parts, name, match)));
  }),

  endpoint({
    id: 'addProviderToken',
    method: 'POST',
    path: '/accounts/{name}/provider-tokens',
    tag,
    summary: 'Make one more provider token',
    description:
      'All of an account are valid until they are retired: make one, enter it in Workable, retire the old one.',
    params,
    answers: {
      201: {
        description: 'Made.',
        schema: z.object({ id: text('Of the token.', 'pt_4u5vXk2mQ9sB'), provider_token: providerToken.optional() }),
      },
    },
    errors: { ...missing, 409: `It has 10 tokens. ${notManaged}` },
    secrets: ['provider_token'],
    takesMatch: true,
  }).handledBy(async (parts, { params: { name }, match }) => {
    const expected = seenVersion(parts, name, match);
    const { id, token } = await addProviderToken(parts.manage, name, { expected });
    return { status: 201, body: { id, provider_token: token } };
  }),

  endpoint({
    id: 'retireProviderToken',
    method: 'DELETE',
    path: '/accounts/{name}/provider-tokens/{id}',
    tag,
    summary: 'End a provider token',
    params: params.extend({ id: text('Of the token.', 'pt_4u5vXk2mQ9sB') }),
    answers: { 204: { description: 'It is no longer valid.' } },
    errors: { 404: 'There is no such account, or it has no such token.', 409: notManaged },
    takesMatch: true,
  }).handledBy(async (parts, { params: { name, id }, match }) => {
    await retireProviderToken(parts.manage, name, id, seenVersion(parts, name, match));
    return { status: 204 };
  }),

  endpoint({
    id: 'makeConnectLink',
    method: 'POST',
    path: '/accounts/{name}/connect-links',
    tag,
    summary: "Make a link with which the customer's admin connects Workable",
    description:
      'It leads to a page on which a provider token is made and the callback token is entered, for this account alone; or stages of the pipeline are connected, with `door=stage` at once. Anyone who has it can do that: send it as you send a password.',
    params,
    query: z.object({
      door: z.enum(connectDoors).meta(about('What the link opens first.', 'stage')).default('provider'),
    }),
    answers: {
      201: {
        description: 'Made.',
        schema: z.object({
          url: text('Shown once.', `https://bridge.example/connect/acme.${'x'.repeat(43)}`).optional(),
          expires_at: moment('Until when it works.'),
        }),
      },
    },
    errors: { ...missing, 409: notManaged },
    secrets: ['url'],
  }).handledBy(async ({ connectLink, manage }, { params: { name }, query: { door } }) => {
    const { url, expiresAt } = await connectLink(manage, name, door);
    return { status: 201, body: { url, expires_at: iso(expiresAt) } };
  }),
];
