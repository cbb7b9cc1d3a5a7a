import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { deliverOne } from '../../actions/deliver.ts';
import { dismiss } from '../../actions/dismiss.ts';
import { isMissing, type Missing, namedWithDeliveries } from '../../actions/named.ts';
import { iso } from '../../iso.ts';
import { applicationView } from '../../queries/applications.ts';
import { changesOf } from '../../queries/changes.ts';
import type { SelectedApplication } from '../../selected.ts';
import { endpoint } from '../endpoint.ts';
import { about, exampleTime, flag, moment, text } from '../fields.ts';
import { foundApplication } from '../found.ts';
import type { ApiParts } from '../parts.ts';
import { tag } from '../stage-door.ts';
import { Application, exampleApplication, exampleApplicationId } from './applications.ts';
import { outcomes } from './one-interview.ts';

const params = z.object({ id: text('Of the application.', exampleApplicationId) });
const applicationId = text('Of the application.', exampleApplicationId);
const missing = 'There is no such application.';

const Line = z.object({ at: moment('When.'), text: text('What happened.', 'sent invited: acknowledged (200)') });
const WithHistory = Application.extend({
  history: z
    .array(Line)
    .meta(about('The newest lines, oldest first.', [{ at: exampleTime, text: 'sent invited: acknowledged (200)' }])),
}).meta({ examples: [{ ...exampleApplication, history: [] }] });

async function applicationOf(parts: ApiParts, id: string): Promise<SelectedApplication> {
  return foundApplication(id, await namedWithDeliveries(parts, id));
}

const getEndpoint = endpoint({
  id: 'getApplication',
  method: 'GET',
  path: '/applications/{id}',
  tag,
  summary: 'Read one candidate of a job with triggers, with all that happened',
  params,
  answers: { 200: { description: 'As it is now.', schema: WithHistory } },
  errors: { 404: missing },
}).handledBy(async (parts, { params: { id } }) => {
  const { account, record } = await applicationOf(parts, id);
  const history = record.history.map(({ at, text: line }) => ({ at: iso(at), text: line }));
  return { status: 200, body: { ...(await applicationView(parts, account, record)), history } };
});

const deliverEndpoint = endpoint({
  id: 'deliverApplication',
  method: 'POST',
  path: '/applications/{id}/deliver',
  tag,
  summary: 'Write to the timeline now what is missing there',
  description: 'Idempotent: what Workable already has is not written, and what it may have is looked for first.',
  params,
  answers: {
    200: {
      description: 'It is queued, or there is nothing to write.',
      schema: z.object({
        application_id: applicationId,
        outcome: outcomes(['queued', 'nothing_to_do']),
        reason: text('Why there is nothing to do.', 'Workable is up to date').optional(),
      }),
    },
  },
  errors: { 404: missing },
}).handledBy(async (parts, { params: { id } }) => {
  const result = await deliverOne(parts, await applicationOf(parts, id));
  if (!result) throw new Failure('not-found', missing);
  const { outcome } = result;
  const body = outcome === 'queued' ? { outcome } : { outcome: 'nothing_to_do' as const, reason: result.reason };
  return { status: 200, body: { application_id: id, ...body } };
});

const dismissEndpoint = endpoint({
  id: 'dismissFailedEntries',
  method: 'POST',
  path: '/applications/{id}/dismiss',
  tag,
  summary: 'Accept that an entry could not be written',
  description: 'It raises no alarm any more. What is new is written as usual, and `deliver` still works.',
  params,
  answers: {
    200: {
      description: 'It is dismissed.',
      schema: z.object({ application_id: applicationId, outcome: outcomes(['dismissed']) }),
    },
  },
  errors: { 404: missing, 409: 'No entry has failed.' },
}).handledBy(async (parts, { params: { id } }) => {
  await applicationOf(parts, id);
  const results: (Missing | { outcome: string })[] = [];
  await dismiss(parts, [id], (_id, each) => void results.push(each));
  const [result] = results;
  if (!result || isMissing(result)) throw new Failure('not-found', missing);
  if (result.outcome === 'not-failed') throw new Failure('conflict', `No entry of ${id} has failed`);
  return { status: 200, body: { application_id: id, outcome: 'dismissed' } };
});

const differenceEndpoint = endpoint({
  id: 'getApplicationDifference',
  method: 'GET',
  path: '/applications/{id}/difference',
  tag,
  summary: 'What `deliver` would write to the timeline',
  params,
  answers: {
    200: {
      description: 'Line by line.',
      schema: z.object({
        application_id: applicationId,
        would_send: flag('There is something to write.', true),
        changes: z
          .array(z.string())
          .meta(about('What, or why not.', ['comment “invited” of stay 1: it does not stand on the timeline yet'])),
      }),
    },
  },
  errors: { 404: missing },
}).handledBy(async (parts, { params: { id } }) => {
  const { isSent, text: changes } = changesOf(await applicationOf(parts, id), parts.now());
  return { status: 200, body: { application_id: id, would_send: isSent, changes } };
});

export const oneApplicationEndpoints = [getEndpoint, deliverEndpoint, dismissEndpoint, differenceEndpoint];
