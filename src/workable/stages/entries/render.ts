import { blockedText } from './blocked.ts';
import { cancelledText, movedDateText, notTakenText, withdrawnText } from './ending.ts';
import { type EntryText, layOut } from './entry-text.ts';
import type { EntryFacts } from './facts.ts';
import { continuesText, invitedText } from './invitation.ts';
import { type Ref, refLine } from './ref.ts';
import { resultText } from './result.ts';
import { elsewhereText, returnedText } from './return.ts';
import { longestTranscript, transcriptText } from './transcript.ts';

/** Of every entry but a transcript, in characters. */
const longestEntry = 1500;

/**
 * The plain text of a timeline entry: at most 1,500 characters, a transcript 10,000, with the message in the first 80
 * and the `Ref` line as the last one. Pure: `now` (epoch ms) decides which dates are said with their year.
 */
export function renderEntry(facts: EntryFacts, { code, n }: Pick<Ref, 'code' | 'n'>, now: number): string {
  const longest = facts.key === 'transcript' ? longestTranscript : longestEntry;
  return layOut(textOf(facts, n, now), refLine({ code, key: facts.key, n }), longest);
}

function textOf(facts: EntryFacts, n: number, now: number): EntryText {
  switch (facts.key) {
    case 'invited':
      return invitedText(facts, now);
    case 'blocked':
      return blockedText(facts, now);
    case 'continues':
      return continuesText(facts, now);
    case 'returned':
      return returnedText(facts, now);
    case 'elsewhere':
      return elsewhereText(facts);
    case 'moved-date':
      return movedDateText(facts, now);
    case 'cancelled':
      return cancelledText(facts, now);
    case 'withdrawn':
      return withdrawnText(facts);
    case 'not-taken':
      return notTakenText(facts, now);
    case 'transcript':
      return transcriptText(facts, now);
    case 'result':
      return resultText(facts, n, now);
  }
}
