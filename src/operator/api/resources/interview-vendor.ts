import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { limits } from '../../../limits.ts';
import { ask } from '../../actions/ask.ts';
import { cancel } from '../../actions/cancel.ts';
import { notResentText, resend } from '../../actions/resend.ts';
import { notInDoubtText, resolve } from '../../actions/resolve.ts';
import { endpoint } from '../endpoint.ts';
import { about, flag, text } from '../fields.ts';
import { foundInterview } from '../found.ts';
import { interviewId, missing, oneInterview, outcomes } from './one-interview.ts';

const answeredWithinMs = 2_000;

const askEndpoint = endpoint({
  id: 'askVendor',
  method: 'POST',
  path: '/interviews/{id}/ask',
  tag: oneInterview.tag,
  summary: 'Ask the vendor now how the interview stands',
  description: 'The history of the interview says what the vendor answered.',
  params: oneInterview.params,
  answers: {
    200: {
      description: 'The vendor will be asked.',
      schema: z.object({ interview_id: interviewId, outcome: outcomes(['queued']) }),
    },
  },
  errors: { 404: missing, 409: 'The vendor cannot be asked, or the candidate is not invited.' },
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

const cancelEndpoint = endpoint({
  id: 'cancelInterview',
  method: 'POST',
  path: '/interviews/{id}/cancel',
  tag: oneInterview.tag,
  summary: 'Cancel an interview that has no result yet',
  params: oneInterview.params,
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
  tag: oneInterview.tag,
  summary: 'Say whether a candidate is invited, where the bridge cannot find out',
  description: 'For interviews in the state `needs_decision`: look at the vendor first.',
  params: oneInterview.params,
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
  tag: oneInterview.tag,
  summary: 'Send the invitation again',
  description: 'Where the vendor mails its candidates itself, the answer has the link for you to send.',
  params: oneInterview.params,
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

export const interviewVendorEndpoints = [askEndpoint, cancelEndpoint, resolveEndpoint, resendEndpoint];
