import type { Why } from '../../applications/verdict.ts';

/** A sentence each, without anything personal. */
export const reasons: Readonly<Record<Why, string>> = {
  'no-email': 'The profile has no e-mail address.',
  'unusable-email': 'The e-mail address in the profile cannot be used.',
  refused: 'The vendor refuses the invitation.',
  'no-credits': 'No credits are left at the vendor: it is tried again each hour.',
  'template-gone': 'The vendor no longer offers the template.',
  unclear: 'It is not certain where the candidate stands.',
  'not-reached': 'The vendor cannot be reached.',
  'mail-refused': 'The mail server does not take the invitation.',
  deleted: 'The candidate was deleted in Workable.',
  anonymized: 'The candidate was anonymized in Workable.',
  disqualified: 'The candidate is disqualified.',
  withdrawn: 'The candidate has withdrawn.',
  hired: 'The candidate is hired.',
  left: 'The candidate has left the stage.',
  'no-job': 'The candidate is in no job.',
  'no-trigger': 'The candidate stands in no stage that has an active trigger.',
  sample: 'The job is a sample job.',
  'job-over': 'The job is archived or a draft: it goes on when the job is published.',
  forbidden:
    'The member may not comment in this job: give them a role in Workable that may, or add them to its hiring team. It is tried again by itself.',
  'no-member':
    'WORKABLE_MEMBER is not set, so nothing could be written about the candidate: set it, and they are invited.',
  'member-unknown':
    'Workable knows no member with the address of WORKABLE_MEMBER: it is tried again by itself, and at once when you change it.',
  'member-inactive':
    'WORKABLE_MEMBER is inactive in Workable: it is tried again by itself, and at once when you name another member.',
  'held-ask': 'The candidate had this interview before: a person decides, by the link in the comment.',
  'held-elsewhere': 'The candidate has a result of this interview already, by way of the provider contract.',
  'held-never': 'The candidate had this interview before, and is not invited again (STAGE_ON_RETURN).',
  'held-before': 'The candidate stood there before there was the trigger: a back-fill invites.',
  'other-interview': 'An interview of this person with this template is open.',
  'awaits-operator':
    'Workable was not heard of for more than 7 days: an operator decides whether candidates are invited.',
  delay: 'The candidate is invited when the delay has passed (STAGE_INVITE_DELAY).',
  quiet: 'The candidate is invited when the quiet hours end.',
  soon: 'The candidate is invited next.',
  interview: 'There is an interview.',
};
