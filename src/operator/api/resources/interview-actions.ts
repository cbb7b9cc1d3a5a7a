import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { outcomeOf } from '../../../interviews/outcome.ts';
import { limits } from '../../../limits.ts';
import { ask } from '../../actions/ask.ts';
import { cancel } from '../../actions/cancel.ts';
import { type Delivered, deliver } from '../../actions/deliver.ts';
import { dismiss } from '../../actions/dismiss.ts';
import { isMissing, type Missing, named } from '../../actions/named.ts';
import { notResentText, resend } from '../../actions/resend.ts';
import { notInDoubtText, resolve } from '../../actions/resolve.ts';
import { changesOf } from '../../queries/changes.ts';
import { deliveryStateOf } from '../../select.ts';
import { endpoint } from '../endpoint.ts';
import { foundInterview } from '../found.ts';
import type { ApiParts } from '../parts.ts';
import { about, exampleId, flag, text } from '../schemas.ts';

const tag = 'interviews';
const params = z.object({ id: text('Of the interview.', exampleId) });
const interviewId = text('Of the interview.', exampleId);
const missing = 'There is no such interview.';

function outcomes<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words).meta(about('What came of it.', words[0]));
}

const deliverEndpoint = endpoint({
  id: 'deliverInterview',
  method: 'POST',
  path: '/interviews/{id}/deliver',
  tag,
  summary: 'Deliver the result now',
  description: 'Idempotent: what Workable already has is not sent.',
  params,
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
  const found = foundInterview(id, await named(parts, id));
  const selected = { ...found, state: deliveryStateOf(found.record, found.account, parts.now()), at: parts.now() };
  let result: Delivered | undefined;
  await deliver(parts, once([selected]), (_selected, delivered) => {
    result = delivered;
  });
  if (!result) throw new Failure('not-found', missing);
  const { outcome } = result;
  const body = outcome === 'queued' ? { outcome } : { outcome: 'nothing_to_do' as const, reason: result.reason };
  return { status: 200, body: { interview_id: id, ...body } };
});

async function* once<T>(item: T): AsyncGenerator<T> {
  yield item;
}

const askEndpoint = endpoint({
  id: 'askVendor',
  method: 'POST',
  path: '/interviews/{id}/ask',
  tag,
  summary: 'Ask the vendor now how the interview stands',
  description: 'The history of the interview says what the vendor answered.',
  params,
  answers: {
    200: {
      description: 'The vendor will be asked.',
      schema: z.object({ interview_id: interviewId, outcome: outcomes(['queued']) }),
    },
  },
  errors: { 404: missing, 409: 'The vendor cannot be asked, or nobody is invited.' },
}).handledBy(async (parts, { params: { id } }) => {
  const { outcome } = foundInterview(id, await ask(parts, id));
  if (outcome === 'queued') return { status: 200, body: { interview_id: id, outcome } };
  throw new Failure(
    'conflict',
    outcome === 'cannot-ask'
      ? `The vendor of interview ${id} cannot be asked`
      : `Interview ${id} has no invitation yet`,
  );
});

const answeredWithinMs = 2_000;

const cancelEndpoint = endpoint({
  id: 'cancelInterview',
  method: 'POST',
  path: '/interviews/{id}/cancel',
  tag,
  summary: 'Cancel an interview that has no result yet',
  params,
  answers: {
    200: {
      description: 'It is cancelled.',
      schema: z.object({
        interview_id: interviewId,
        outcome: outcomes(['cancelled', 'cancelled_before']),
        link_still_works: flag(
          'The vendor does not withdraw the link of the candidate; absent while that is not known.',
          false,
        ).optional(),
      }),
    },
  },
  errors: { 404: missing, 409: 'It is over: nothing was done.' },
}).handledBy(async (parts, { params: { id } }) => {
  const result = foundInterview(id, await cancel(parts, id, answeredWithinMs));
  if (result.outcome === 'over') {
    throw new Failure('conflict', `Interview ${id} is over: ${result.status}. Nothing was done`);
  }
  if (result.outcome === 'cancelled-before') {
    return { status: 200, body: { interview_id: id, outcome: 'cancelled_before' } };
  }
  const { outcome, linkStillWorks } = result;
  const link = linkStillWorks === undefined ? {} : { link_still_works: linkStillWorks };
  return { status: 200, body: { interview_id: id, outcome, ...link } };
});

const resolveEndpoint = endpoint({
  id: 'resolveInvitation',
  method: 'POST',
  path: '/interviews/{id}/resolve',
  tag,
  summary: 'Say whether a candidate is invited, where the bridge cannot find out',
  description: 'For interviews in the state `needs_decision`: look at the vendor first.',
  params,
  body: z
    .discriminatedUnion('outcome', [
      z.strictObject({
        outcome: z.literal('invited').meta(about('The vendor has the invitation.', 'invited')),
        vendor_ref: text("The vendor's id of the invitation.", '8c1f2d').trim().min(1).max(limits.idCharacters),
      }),
      z.strictObject({ outcome: z.literal('not_invited').meta(about('The vendor has none.', 'not_invited')) }),
    ])
    .meta(
      about('What you found at the vendor.', { outcome: 'invited', vendor_ref: '8c1f2d' }, { outcome: 'not_invited' }),
    ),
  answers: {
    200: {
      description: 'So it is.',
      schema: z.object({ interview_id: interviewId, outcome: outcomes(['invited', 'not_invited']) }),
    },
  },
  errors: { 404: missing, 409: 'The invitation is not in doubt: nothing was done.' },
}).handledBy(async (parts, { params: { id }, body }) => {
  const finding = body.outcome === 'invited' ? { invited: body.vendor_ref } : 'not-invited';
  const result = foundInterview(id, await resolve(parts, id, finding));
  if (result.outcome === 'not-in-doubt') throw new Failure('conflict', notInDoubtText(id, result));
  return { status: 200, body: { interview_id: id, outcome: body.outcome } };
});

const resendEndpoint = endpoint({
  id: 'resendInvitation',
  method: 'POST',
  path: '/interviews/{id}/resend',
  tag,
  summary: 'Send the invitation again',
  description: 'Where the vendor mails its candidates itself, the answer has the link for you to send.',
  params,
  answers: {
    200: {
      description: 'The invitation will be sent, or this is its link.',
      schema: z.object({
        interview_id: interviewId,
        outcome: outcomes(['queued', 'link']),
        link: text('Where the candidate begins.', 'https://vendor.example/i/8c1f2d').optional(),
      }),
    },
  },
  errors: { 404: missing, 409: 'There is no invitation to send.' },
  secrets: ['link'],
}).handledBy(async (parts, { params: { id } }) => {
  const result = foundInterview(id, await resend(parts, id));
  if (result.outcome === 'queued' || result.outcome === 'link') {
    return { status: 200, body: { interview_id: id, ...result } };
  }
  throw new Failure('conflict', notResentText(id, result).replace(/\. See "bridge show .*"$/, ''));
});

const dismissEndpoint = endpoint({
  id: 'dismissFailure',
  method: 'POST',
  path: '/interviews/{id}/dismiss',
  tag,
  summary: 'Accept that a delivery has failed',
  description: 'It raises no alarm any more. New content is delivered as usual, and `deliver` still works.',
  params,
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

const shareEndpoint = endpoint({
  id: 'shareReport',
  method: 'POST',
  path: '/interviews/{id}/shared-link',
  tag,
  summary: 'Make a new shared link to the report',
  description: 'It works for as long, or for as many views, as `SHARED_LINK_TTL` says.',
  params,
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

const differenceEndpoint = endpoint({
  id: 'getDifference',
  method: 'GET',
  path: '/interviews/{id}/difference',
  tag,
  summary: 'What a delivery would change at Workable',
  params,
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
}).handledBy(async (parts: ApiParts, { params: { id } }) => {
  const found = foundInterview(id, await named(parts, id));
  const { isSent, text: changes } = changesOf(found, parts.now());
  return { status: 200, body: { interview_id: id, would_send: isSent, changes } };
});

export const interviewActionEndpoints = [
  deliverEndpoint,
  askEndpoint,
  cancelEndpoint,
  resolveEndpoint,
  resendEndpoint,
  dismissEndpoint,
  shareEndpoint,
  differenceEndpoint,
];
