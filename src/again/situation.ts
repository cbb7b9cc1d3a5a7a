import type { Again } from '../applications/ask-again.ts';
import { earlierOf, endingOf } from '../applications/entries.ts';
import type { Blocked, Person } from '../applications/record.ts';
import type { Words } from './words.ts';

/** Why there is no invitation, and whether that is still so, in sentences for a recruiter. */
export type Situation = { reason: string; now: string };

/** `state` is open. */
export function situationOf(again: Again, words: Words): Situation {
  const { entry, record, was, remains } = again;
  if (entry.key === 'returned') return { reason: returnedWords(again, words), now: words.remains.nothing };
  if (entry.key === 'not-taken') return { reason: words.reasons['not-taken'], now: addressWords(record.person, words) };
  const reason = words.reasons[was?.reason ?? 'unknown'];
  return { reason: `${reason}${answerOf(was, words)}`, now: remainsWords(remains, record.person, words) };
}

function returnedWords({ record, context, state }: Again, { returned }: Words): string {
  const known = state.is === 'open' ? earlierOf(record, state.stay, context) : undefined;
  return returned[(known && endingOf(known)) ?? 'unknown'];
}

function answerOf(blocked: Blocked | undefined, { answered, theAddress }: Words): string {
  if (blocked?.reason !== 'refused' || !blocked.detail) return '';
  // Answers often repeat the address.
  return ` ${answered(blocked.detail.replaceAll(/\S+@\S+/g, theAddress))}`;
}

function remainsWords(blocked: Blocked | undefined, person: Person, words: Words): string {
  switch (blocked?.reason) {
    case undefined:
    case 'not-reached':
    case 'mail-refused':
      return addressWords(person, words);
    case 'no-email':
    case 'unusable-email':
    case 'unclear':
      return words.remains[blocked.reason];
    case 'refused':
    case 'no-credits':
    case 'template-gone':
      return `${addressWords(person, words)} ${words.remains[blocked.reason]}`;
  }
}

/** Enough to see which address is meant: the page is open to all who have its link. */
function addressWords({ email = '' }: Person, { goesTo, noAddress }: Words): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? noAddress : goesTo(`${Array.from(email)[0]}…${email.slice(at)}`);
}
