import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { outcomeOf } from '../../../interviews/outcome.ts';
import { deliverOne } from '../../actions/deliver.ts';
import { dismiss } from '../../actions/dismiss.ts';
import { isMissing, type Missing, named } from '../../actions/named.ts';
import { changesOfInterview } from '../../queries/changes.ts';
import { selectedOf } from '../../selected.ts';
import { endpoint } from '../endpoint.ts';
import { about, exampleId, flag, text } from '../fields.ts';
import { foundInterview } from '../found.ts';
import { interviewId, missing, oneInterview, outcomes } from './one-interview.ts';

const deliverEndpoint = endpoint({
  id: 'deliverInterview',
  method: 'POST',
  path: '/interviews/{id}/deliver',
  tag: oneInterview.tag,
  summary: 'Deliver the result now',
  description: 'Idempotent: what Workable already has is not sent.',
  params: oneInterview.params,
  answers: {
    200: {
      description: 'A delivery is queued, or there is nothing to deliver.',
      schema: z.object({
        interview_id: interviewId,
        outcome: outcomes(['queued', 'nothing_to_do']),
        reason: text('Why there is nothing to do.', 'Workable is up to date').optional(),
      }),
    },
  },
  errors: { 404: missing },
}).handledBy(async (parts, { params: { id } }) => {
  const { record, account } = foundInterview(id, await named(parts, id));
  const selected = selectedOf(record, { account, at: parts.now() }, parts.now());
  const result = selected && (await deliverOne(parts, selected));
  if (!result) throw new Failure('not-found', missing);
  const { outcome } = result;
  const body = outcome === 'queued' ? { outcome } : { outcome: 'nothing_to_do' as const, reason: result.reason };
  return { status: 200, body: { interview_id: id, ...body } };
});

const dismissEndpoint = endpoint({
  id: 'dismissFailure',
  method: 'POST',
  path: '/interviews/{id}/dismiss',
  tag: oneInterview.tag,
  summary: 'Accept that a delivery has failed',
  description: 'It raises no alarm any more. New content is delivered as usual, and `deliver` still works.',
  params: oneInterview.params,
  answers: {
    200: {
      description: 'It is dismissed.',
      schema: z.object({ interview_id: interviewId, outcome: outcomes(['dismissed']) }),
    },
  },
  errors: { 404: missing, 409: 'The delivery has not failed.' },
}).handledBy(async (parts, { params: { id } }) => {
  const results: (Missing | { outcome: string })[] = [];
  await dismiss(parts, [id], (_id, each) => void results.push(each));
  const result = foundInterview(id, results[0] ?? { outcome: 'missing' });
  if (isMissing(result) || result.outcome === 'not-failed') {
    throw new Failure('conflict', `The delivery of ${id} has not failed`);
  }
  return { status: 200, body: { interview_id: id, outcome: 'dismissed' } };
});

const differenceEndpoint = endpoint({
  id: 'getDifference',
  method: 'GET',
  path: '/interviews/{id}/difference',
  tag: oneInterview.tag,
  summary: 'What a delivery would change at Workable',
  params: oneInterview.params,
  answers: {
    200: {
      description: 'Line by line.',
      schema: z.object({
        interview_id: interviewId,
        would_send: flag('There is something to send.', true),
        changes: z
          .array(z.string())
          .meta(about('What, or why not; long texts by their length.', ['interview.score  78 → 82'])),
      }),
    },
  },
  errors: { 404: missing },
}).handledBy(async (parts, { params: { id } }) => {
  const found = foundInterview(id, await named(parts, id));
  const { isSent, text: changes } = changesOfInterview(found, parts.now());
  return { status: 200, body: { interview_id: id, would_send: isSent, changes } };
});

const shareEndpoint = endpoint({
  id: 'shareReport',
  method: 'POST',
  path: '/interviews/{id}/shared-link',
  tag: oneInterview.tag,
  summary: 'Make a new shared link to the report',
  description: 'It works for as long, or for as many views, as `SHARED_LINK_TTL` says.',
  params: oneInterview.params,
  answers: {
    201: {
      description: 'The link.',
      schema: z.object({
        interview_id: interviewId,
        url: text('Shown once.', `https://bridge.example/shared/${exampleId}.k9`).optional(),
        ttl: text('How long it works; absent where it does not end.', '7').optional(),
        ttl_units: z.enum(['minutes', 'days', 'views']).meta(about('Of `ttl`.', 'days')).optional(),
      }),
    },
  },
  errors: { 404: missing, 409: 'There is no result yet.' },
  secrets: ['url'],
}).handledBy(async (parts, { params: { id } }) => {
  const { record, account } = foundInterview(id, await named(parts, id));
  if (outcomeOf(record, account.policy, parts.now()).status !== 'completed') {
    throw new Failure('conflict', `Interview ${id} has no result yet`);
  }
  const link = await parts.share(account, record);
  await parts.audit({ account: account.name, did: 'made shared links', ids: [id] });
  return { status: 201, body: { interview_id: id, ...link } };
});

export const interviewResultEndpoints = [deliverEndpoint, dismissEndpoint, differenceEndpoint, shareEndpoint];
