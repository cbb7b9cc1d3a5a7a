import { dayText } from './dates.ts';
import { againLine, detailsText, type EntryText } from './entry-text.ts';
import type { ElsewhereFacts, ReturnedFacts } from './facts.ts';
import { linkLine } from './link.ts';

export function returnedText({ template, before, endedAt, reportUrl, again }: ReturnedFacts, now: number): EntryText {
  const ask = againLine('Interview again', again, now);
  return {
    headline: `${before === undefined ? 'Already invited' : returns[before]}: no new invitation${ask.length > 0 ? ' unless you ask for it' : ''}.`,
    details: detailsText(template, dayText(endedAt, now)),
    lines: [...linkLine('Report', reportUrl), ...ask],
  };
}

const returns = {
  completed: 'Already interviewed',
  cancelled: 'Cancelled by the candidate before',
  'not-taken': 'Invited before, and not taken',
} as const satisfies Record<NonNullable<ReturnedFacts['before']>, string>;

export function elsewhereText({ template, where, reportUrl }: ElsewhereFacts): EntryText {
  const isInvited = where === 'provider-door';
  return {
    headline: isInvited
      ? 'Already invited through Workable video interviews: no second mail.'
      : 'Waiting: this person has the same interview open in another application.',
    details: detailsText(template),
    lines: [
      isInvited
        ? 'The result is shown where the interview was requested.'
        : 'No second mail is sent. When the other interview has ended, this one goes on by itself.',
      ...linkLine('Report', reportUrl),
    ],
  };
}
