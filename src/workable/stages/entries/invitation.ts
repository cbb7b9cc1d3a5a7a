import { timeText } from './dates.ts';
import { detailsText, type EntryText, vendorText } from './entry-text.ts';
import type { ContinuesFacts, InvitedFacts } from './facts.ts';
import { linkLine, longestCandidateLink } from './link.ts';

export function invitedText(facts: InvitedFacts, now: number): EntryText {
  const { template, link, sentBy, until } = facts;
  const open = openUntil(until, now);
  const message = sentBy === 'person' ? 'AI interview: please send the link' : 'Invited to the AI interview';
  return {
    headline: `${[message, ...open].join(', ')}.`,
    details: detailsText(template),
    lines: sentBy === 'person' ? toPassOn(facts) : [mailLine(facts), ...linkLine(personal, link, longestCandidateLink)],
  };
}

export function continuesText({ template, link, until }: ContinuesFacts, now: number): EntryText {
  return {
    headline: `${['AI interview continues, same link', ...openUntil(until, now)].join(', ')}.`,
    details: detailsText(template),
    lines: [
      'The candidate is back in the stage. No second mail is sent.',
      ...linkLine(personal, link, longestCandidateLink),
    ],
  };
}

const personal = "The candidate's personal link";

function openUntil(until: number | undefined, now: number): string[] {
  const time = timeText(until, now);
  return time === undefined ? [] : [`open until ${time}`];
}

function mailLine({ sentBy, vendor }: InvitedFacts): string {
  return sentBy === 'vendor'
    ? `The invitation is e-mailed by ${vendorText(vendor)}.`
    : 'The invitation is e-mailed by the interview bridge.';
}

function toPassOn({ link, vendor }: InvitedFacts): string[] {
  const line = linkLine(personal, link, longestCandidateLink);
  const noMail = 'No mail is sent: please send this link to the candidate, and to no other person.';
  return line.length > 0
    ? [noMail, ...line]
    : [`No mail is sent: please get the candidate's link at ${vendorText(vendor)}.`];
}
