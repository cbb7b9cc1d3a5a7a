import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { mayBeInvited } from '../../../interviews/cancel.ts';
import { outcomeOf } from '../../../interviews/outcome.ts';
import { limits } from '../../../limits.ts';
import { ask } from '../../actions/ask.ts';
import { cancel } from '../../actions/cancel.ts';
import { deliverOne } from '../../actions/deliver.ts';
import { dismiss } from '../../actions/dismiss.ts';
import { isMissing, type Missing, named } from '../../actions/named.ts';
import { notResentText, resend } from '../../actions/resend.ts';
import { notInDoubtText, resolve } from '../../actions/resolve.ts';
import { foundInterview } from '../../api/found.ts';
import { selectedOf } from '../../selected.ts';
import { action } from '../page.ts';
import { type InterviewData, loadInterview, pathOf } from './load.ts';
import { ShownOnce } from './shown-once.tsx';

const from = '/interviews/:id';
const place = 'interviews';
const answeredWithinMs = 2_000;

const deliverAction = action({ path: '/interviews/:id/deliver', from, place }).doing(
  async (parts, { params: { id } }) => {
    const { record, account } = foundInterview(id, await named(parts, id));
    const selected = selectedOf(record, { account, at: parts.now() }, parts.now());
    const result = selected && (await deliverOne(parts, selected));
    if (!result) throw new Failure('not-found', 'There is no such interview');
    if (result.outcome !== 'queued')
      return { next: pathOf(id), said: `There is nothing to deliver: ${result.reason}.`, isWarning: true };
    return { next: pathOf(id), ...saidOf(await loadInterview(parts, id), parts.now()) };
  },
);

/** What will really happen. */
function saidOf({ view, record, waiting, isPaused }: InterviewData, now: number): { said: string; isWarning?: true } {
  const { circuit, dueSince } = waiting;
  const warning = (said: string) => ({ said, isWarning: true as const });
  if (isPaused) return warning(`${view.account} is paused: it goes out once the account is resumed.`);
  if (circuit && circuit.pause.until <= now)
    return warning(
      `One delivery of ${view.account} is tried now: what it is answered decides about the others, this one among them.`,
    );
  if (circuit) return warning(`It waits with all deliveries of ${view.account}, and then goes out by itself.`);
  if (dueSince !== undefined) return warning('It is due now, as it was before: is a worker running?');
  const isMail = view.outcome === undefined && record.mailsWanted !== undefined;
  return { said: isMail ? 'The invitation is mailed now.' : 'It is sent to Workable now.' };
}

const askAction = action({ path: '/interviews/:id/ask', from, place }).doing(async (parts, { params: { id } }) => {
  const { outcome } = foundInterview(id, await ask(parts, id));
  if (outcome === 'queued')
    return { next: pathOf(id), said: 'The vendor is asked now: the history will say what it answers.' };
  throw new Failure(
    'conflict',
    outcome === 'cannot-ask' ? 'This vendor cannot be asked' : 'The candidate has no invitation yet',
  );
});

const dismissAction = action({ path: '/interviews/:id/dismiss', from, place }).doing(
  async (parts, { params: { id } }) => {
    const results: (Missing | { outcome: string })[] = [];
    await dismiss(parts, [id], (_id, each) => void results.push(each));
    const result = foundInterview(id, results[0] ?? { outcome: 'missing' });
    if (isMissing(result) || result.outcome === 'not-failed')
      throw new Failure('conflict', 'No delivery of it has failed');
    return { next: pathOf(id), said: 'The failure is dismissed: it raises no alarm any more.' };
  },
);

const cancelAction = action({
  path: '/interviews/:id/cancel',
  from,
  place,
  fields: z.strictObject({ sure: z.literal('yes', { error: 'should be ticked' }) }),
}).doing(async (parts, { params: { id } }) => {
  const { record } = foundInterview(id, await named(parts, id));
  const result = foundInterview(id, await cancel(parts, id, answeredWithinMs));
  if (result.outcome === 'over') throw new Failure('conflict', `It is over: ${result.status}. Nothing was done`);
  if (result.outcome === 'cancelled-before') return { next: pathOf(id), said: 'It was cancelled before.' };
  if (!mayBeInvited(record))
    return { next: pathOf(id), said: 'The interview is cancelled. The candidate had no invitation to withdraw.' };
  const link = {
    true: ' The vendor does not withdraw the link of the candidate.',
    false: ' The link of the candidate is withdrawn.',
  };
  const said =
    result.linkStillWorks === undefined ? ' The vendor has not answered yet.' : link[`${result.linkStillWorks}`];
  return { next: pathOf(id), said: `The interview is cancelled.${said}`, isWarning: result.linkStillWorks !== false };
});

const resendAction = action({ path: '/interviews/:id/resend', from, place }).doing(
  async (parts, { params: { id } }) => {
    const result = foundInterview(id, await resend(parts, id));
    if (result.outcome === 'queued') return { next: pathOf(id), said: 'The invitation is mailed again.' };
    if (result.outcome !== 'link') {
      throw new Failure('conflict', notResentText(id, result).replace(/\. See "bridge show .*"$/, ''));
    }
    return {
      title: 'Link of the candidate',
      content: (
        <ShownOnce
          id={id}
          what="The vendor mails its candidates itself. This is where the candidate begins:"
          secret={result.link}
        >
          Send it to the candidate alone: it opens the interview.
        </ShownOnce>
      ),
    };
  },
);

const resolveAction = action({
  path: '/interviews/:id/resolve',
  from,
  place,
  fields: z.strictObject({
    outcome: z.enum(['invited', 'not_invited']),
    vendor_ref: z.string().trim().max(limits.idCharacters).default(''),
  }),
}).doing(async (parts, { params: { id }, fields: { outcome, vendor_ref: ref } }) => {
  if (outcome === 'invited' && ref === '')
    throw new Failure('missing-field', "The vendor's id of the invitation is missing");
  const result = foundInterview(id, await resolve(parts, id, outcome === 'invited' ? { invited: ref } : 'not-invited'));
  if (result.outcome === 'not-in-doubt') throw new Failure('conflict', notInDoubtText(id, result));
  const said = outcome === 'invited' ? 'So the candidate is invited.' : 'So the candidate is not invited.';
  return { next: pathOf(id), said };
});

const shareAction = action({ path: '/interviews/:id/shared-link', from, place }).doing(
  async (parts, { params: { id } }) => {
    const { record, account } = foundInterview(id, await named(parts, id));
    if (outcomeOf(record, account.policy, parts.now()).status !== 'completed') {
      throw new Failure('conflict', 'It has no result yet');
    }
    const { url, ...life } = await parts.share(account, record);
    await parts.audit({ account: account.name, did: 'made shared links', ids: [id] });
    const until =
      'ttl' in life ? `It works for ${life.ttl} ${life.ttl_units}.` : 'It works for as long as the report is kept.';
    return {
      title: 'New shared link',
      content: (
        <ShownOnce id={id} what="This link opens the report, with names, for everyone who has it:" secret={url}>
          {until}
        </ShownOnce>
      ),
    };
  },
);

export const interviewActions = [
  deliverAction,
  askAction,
  dismissAction,
  cancelAction,
  resendAction,
  resolveAction,
  shareAction,
];
