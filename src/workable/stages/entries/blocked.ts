import { cleanText } from './clean.ts';
import { againLine, detailsText, type EntryText, type Line, vendorText } from './entry-text.ts';
import type { BlockedCause, BlockedFacts } from './facts.ts';

/** `message`: what is missing. `mend`: who can mend it, and what happens then. */
type Words = { message: string; mend: string; says?: Line[] };

export function blockedText({ template, vendor, cause, again, isAskedNext }: BlockedFacts, now: number): EntryText {
  const { message, mend, says = [] } = wordsOf(cause, vendorText(vendor), isAskedNext ? asked : byItself);
  return { headline: message, details: detailsText(template), lines: [...says, mend, ...linkOf()] };

  function linkOf(): string[] {
    if (cause.is === 'vendor-unavailable') return [];
    return againLine(cause.is === 'outcome-unknown' ? 'Invite again' : 'Invite by hand', again, now);
  }
}

const byItself = 'The invitation is then sent by itself.';
const asked = 'You are then asked whether to interview the candidate again.';

/** `then`: what happens once it is mended. */
function wordsOf(cause: BlockedCause, vendor: string, then: string): Words {
  switch (cause.is) {
    case 'missing':
      return {
        message: `Not invited: the profile has no ${cause.what}.`,
        mend: `Please add it to the profile. ${then}`,
      };
    case 'email-unusable':
      return {
        message: 'Not invited: the e-mail address in the profile cannot be used.',
        mend: `${beginningOf(cause.email)}Please correct it in the profile. ${then}`,
      };
    case 'vendor-refused':
      return {
        message: 'Not invited: the interview vendor refused the candidate.',
        mend: `Please mend what is missing, or ask ${vendor} about it, and then invite by hand.`,
        says: says(`Answer of ${vendor}`, cause.reason),
      };
    case 'template-gone':
      return {
        message: 'Not invited: the interview template no longer exists.',
        mend: `Please bring it back at ${vendor}, or ask a Workable admin to choose another one. ${then}`,
      };
    case 'no-credits':
      return {
        message: 'Not invited: no interview credits are left.',
        mend: `Please ask the person who buys credits at ${vendor}. ${then}`,
      };
    case 'vendor-unavailable':
      return {
        message: 'Not invited yet: the interview vendor does not take invitations now.',
        mend: `The bridge keeps trying ${vendor}, and its operator is informed. There is nothing for you to do.`,
      };
    case 'outcome-unknown':
      return {
        message: 'Invitation uncertain: the interview vendor gave no clear answer.',
        mend: `The bridge keeps asking ${vendor} and does not invite twice by itself. Please ask the candidate whether an invitation has come, and invite again only if none has.`,
      };
    case 'mail-refused':
      return {
        message: 'Invitation mail not delivered.',
        mend: 'Please check the e-mail address in the profile, and then invite by hand.',
        says: says('Answer of the mail server', cause.reason),
      };
  }
}

const longestReason = 200;

function says(label: string, reason: string | undefined): Line[] {
  const text = cleanText(reason?.replaceAll(emailAddress, 'the address') ?? '', longestReason);
  return text === '' ? [] : [{ label, text }];
}

/** Answers often repeat it. */
const emailAddress = /[^\s@<>"'(]{1,64}@[^\s@<>"')]{1,255}/g;

/** Enough to see which address is meant, and never all of it. */
function beginningOf(email: string): string {
  const characters = Array.from(cleanText(email, longestReason));
  return characters.length < 5 ? '' : `It begins with "${characters.slice(0, 2).join('').trimEnd()}…". `;
}
