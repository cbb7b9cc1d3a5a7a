import type { Speaker, SpokenTurn } from '../../../interviews/transcript.ts';
import { cleanText } from './clean.ts';
import { dayText } from './dates.ts';
import { detailsText, type EntryText, nameText } from './entry-text.ts';
import type { TranscriptFacts } from './facts.ts';
import { linkLine } from './link.ts';

/** Of the whole entry, in characters. */
export const longestTranscript = 10_000;
/** For the note about what is left out, the last line, and line ends. */
const reserve = 100;

export function transcriptText({ template, endedAt, turns, url }: TranscriptFacts, now: number): EntryText {
  const headline = 'Transcript of the AI interview.';
  const details = detailsText(template, dayText(endedAt, now));
  const link = linkLine('Whole transcript', url);
  const room = longestTranscript - reserve - [headline, details, ...link].join('\n').length;
  const shown = wholeTurns(turns, room);
  return shown.length === 0
    ? { headline: 'Transcript of the AI interview: open the link.', details, lines: link }
    : { headline, details, lines: [...shown, ...link] };
}

/** As many turns as there is room for, each on a line of its own. Only a first turn that is too long is itself cut. */
function wholeTurns(turns: readonly SpokenTurn[], room: number): string[] {
  const lines = turns.map((turn) => turnLine(turn, room)).filter((line) => line !== '');
  const fitting: string[] = [];
  let left = room;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    fitting.push(line);
  }
  const more = lines.length - fitting.length;
  return more === 0 ? fitting : [...fitting, `… ${more} more ${more === 1 ? 'turn' : 'turns'}.`];
}

/** It begins with a word of ours, so no line begins as its text likes. */
function turnLine({ speaker, text }: SpokenTurn, longest: number): string {
  const by = `${wordsFor(speaker)}: `;
  const said = cleanText(text, longest - by.length - 1);
  return said === '' ? '' : by + said;
}

const longestName = 40;

function wordsFor(speaker: Speaker): string {
  if (speaker === 'candidate') return 'Candidate';
  if (speaker === 'interviewer') return 'Interviewer';
  return `Speaker ${nameText(speaker.name, longestName)}`.trim();
}
