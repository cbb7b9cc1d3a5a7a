import type { AgainOver } from '../applications/again.ts';
import type { Again } from '../applications/ask-again.ts';
import { earlierOf, endingOf } from '../applications/entries.ts';
import type { Blocked, BlockReason, Person } from '../applications/record.ts';

/** Why there is no invitation, and whether that is still so, in sentences for a recruiter. */
export type Situation = { reason: string; now: string };

const reasons: Readonly<Record<BlockReason, string>> = {
  'no-email': 'The profile had no e-mail address.',
  'unusable-email': 'The e-mail address in the profile could not be used.',
  refused: 'The interview vendor refused the candidate.',
  'no-credits': 'No interview credits were left at the vendor.',
  'template-gone': 'The interview template no longer existed.',
  unclear: 'The interview vendor gave no clear answer: it may have invited the candidate or not.',
  'not-reached': 'The interview vendor did not take invitations.',
  'mail-refused': 'The mail server did not take the invitation.',
};

/** `state` is open. */
export function situationOf(again: Again): Situation {
  const { entry, record, was, remains } = again;
  if (entry.key === 'returned') {
    return {
      reason: `${returnedWords(again)}, and is back in the stage.`,
      now: 'Nothing is in the way of a second invitation.',
    };
  }
  if (entry.key === 'not-taken') {
    return { reason: 'The candidate did not take the interview.', now: addressWords(record.person) };
  }
  const reason = was ? reasons[was.reason] : 'Something was in the way of the invitation.';
  return { reason: `${reason}${answerOf(was)}`, now: remainsWords(remains, record.person) };
}

function returnedWords({ record, context, state }: Again): string {
  const known = state.is === 'open' ? earlierOf(record, state.stay, context) : undefined;
  switch (known && endingOf(known)) {
    case 'completed':
      return 'The candidate had this interview before';
    case 'cancelled':
      return 'The candidate cancelled this interview before';
    case 'not-taken':
      return 'The candidate was invited to this interview before, did not take it';
    case undefined:
      return 'The candidate was invited to this interview before';
  }
}

function answerOf(blocked: Blocked | undefined): string {
  if (blocked?.reason !== 'refused' || !blocked.detail) return '';
  // Answers often repeat the address.
  return ` Its answer: ${blocked.detail.replaceAll(/\S+@\S+/g, 'the address')}`;
}

function remainsWords(remains: Blocked | undefined, person: Person): string {
  switch (remains?.reason) {
    case undefined:
    case 'not-reached':
    case 'mail-refused':
      return addressWords(person);
    case 'no-email':
      return 'There is still no e-mail address in the profile. Please add it in Workable first.';
    case 'unusable-email':
      return 'The address in the profile still cannot be used. Please correct it in Workable first.';
    case 'refused':
      return `${addressWords(person)} The vendor is asked once more, and may refuse again.`;
    case 'no-credits':
      return `${addressWords(person)} The vendor is asked once more: it takes it only if there are credits again.`;
    case 'template-gone':
      return `${addressWords(person)} The vendor is asked whether the template is back.`;
    case 'unclear':
      return 'Please ask the candidate whether an invitation has come, and go on only if none has.';
  }
}

/** Enough to see which address is meant: the page is open to all who have its link. */
function addressWords({ email = '' }: Person): string {
  const at = email.lastIndexOf('@');
  if (at < 1) return 'There is no e-mail address in the profile.';
  return `The invitation goes to ${Array.from(email)[0]}…${email.slice(at)}.`;
}

export const overWords: Readonly<Record<AgainOver, string>> = {
  deleted: 'The candidate was deleted in Workable.',
  anonymized: 'The candidate was anonymized in Workable.',
  missing: 'Workable has no such candidate any more: they were deleted, or moved to another job.',
  moved: 'The candidate was moved to another job in Workable, where the interview goes on: see the comments there.',
  expired: 'It has expired: it worked for 30 days.',
  replaced: 'A newer comment on the candidate’s timeline in Workable has taken its place: use the link there.',
  left: 'The candidate is not in the stage any more. Move the candidate back to the stage in Workable first.',
  disqualified: 'The candidate is disqualified. Revert that in Workable first.',
  withdrawn: 'The candidate has withdrawn. Revert that in Workable first.',
  hired: 'The candidate is hired.',
  closed: 'The job is archived or a draft, and its candidates are not interviewed. Publish it in Workable first.',
  sample: 'The job is Workable’s sample job, whose candidates are not interviewed.',
  'has-result': 'There is a result by now: see the comment in Workable.',
};
