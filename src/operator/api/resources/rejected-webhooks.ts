import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { discard, type Reread, replayRejected } from '../../actions/rejected.ts';
import { iso } from '../../iso.ts';
import { listRejected } from '../../queries/rejected.ts';
import type { Kept } from '../../rejected.ts';
import { cursorsOf } from '../cursor.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, count, moment, pageOf, paging, text } from '../fields.ts';
import { accountsNamed, foundWebhook } from '../found.ts';

const tag = 'rejected webhooks';
const exampleId = 'w3k9x0aq';
const webhookId = text('Of the webhook.', exampleId);
const params = z.object({ id: webhookId });
const missing = 'There is no such webhook.';

const RejectedWebhook = z.object({
  id: webhookId,
  account: accountName('Whose vendor sent it.'),
  at: moment('When it came.'),
  reason: text('Why it was rejected.', 'Invalid field: status should be known'),
  bytes: count('Its size; of a large one only the head is kept.', 812),
});

const example = { id: exampleId, account: 'acme', at: '2026-01-31T12:00:00.000Z', reason: 'Invalid JSON', bytes: 812 };

const listEndpoint = endpoint({
  id: 'listRejectedWebhooks',
  method: 'GET',
  path: '/rejected-webhooks',
  tag,
  summary: 'List webhooks that could not be read, newest first',
  query: z.object({ account: accountName('Only of this account.').optional(), ...paging }),
  answers: { 200: { description: 'A page of them.', schema: pageOf(RejectedWebhook, [example]) } },
}).handledBy(async (parts, { query: { account, limit, cursor } }) => {
  const cursors = cursorsOf('rejected-webhooks', account);
  const accounts = accountsNamed(parts, account, 'query parameter');
  const { items, last } = await listRejected(parts, { accounts, limit, after: cursors.read(cursor) });
  return { status: 200, body: { items: items.map(dataOf), ...(last ? { next_cursor: cursors.write(last) } : {}) } };
});

function dataOf({ id, account, at, reason, bytes }: Kept): z.input<typeof RejectedWebhook> {
  return { id, account: account.name, at: iso(at), reason, bytes };
}

const replayEndpoint = endpoint({
  id: 'replayRejectedWebhook',
  method: 'POST',
  path: '/rejected-webhooks/{id}/replay',
  tag,
  summary: 'Read a rejected webhook again, after an upgrade for instance',
  description: 'If it can be read now it is accepted, with the time when it came, and no longer kept.',
  params,
  answers: {
    200: {
      description: 'It is accepted.',
      schema: z.object({
        webhook_id: webhookId,
        account: accountName('Whose vendor sent it.'),
        outcome: z
          .enum(['observed', 'hinted', 'foreign'])
          .meta(about('Its interview has it, or the vendor is asked, or it is about none of ours.', 'observed')),
      }),
    },
  },
  errors: { 404: missing, 409: 'It still cannot be read; the message says why.' },
}).handledBy(async (parts, { params: { id } }) => {
  const kept = await foundWebhook(parts, id);
  const results: Reread[] = [];
  await replayRejected(parts, [kept], (_kept, each) => void results.push(each));
  const result = results[0] ?? { outcome: 'gone' };
  if (result.outcome === 'gone') throw new Failure('not-found', `There is no rejected webhook ${id}`);
  if (result.outcome === 'still-rejected') throw new Failure('conflict', `Still rejected: ${result.reason}`);
  return { status: 200, body: { webhook_id: id, account: kept.account.name, outcome: result.outcome } };
});

const deleteEndpoint = endpoint({
  id: 'deleteRejectedWebhook',
  method: 'DELETE',
  path: '/rejected-webhooks/{id}',
  tag,
  summary: 'Remove a rejected webhook',
  description: 'The history of an interview that it names says so.',
  params,
  answers: { 204: { description: 'It is removed.' } },
  errors: { 404: missing },
}).handledBy(async (parts, { params: { id } }) => {
  let isRemoved = false;
  await discard(parts, [await foundWebhook(parts, id)], () => {
    isRemoved = true;
  });
  if (!isRemoved) throw new Failure('not-found', `There is no rejected webhook ${id}`);
  return { status: 204 };
});

export const rejectedWebhookEndpoints = [listEndpoint, replayEndpoint, deleteEndpoint];
