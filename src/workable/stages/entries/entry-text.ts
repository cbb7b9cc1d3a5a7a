import { cleanText, cutAtWord } from './clean.ts';
import { dayText } from './dates.ts';
import type { AgainLink } from './facts.ts';
import { linkLine } from './link.ts';

/** The words of an entry, before they are laid out. */
export type EntryText = {
  /** The message: at most 80 characters, with its full stop. */
  headline: string;
  /** What belongs to it and may be long: which interview, when. */
  details: string;
  lines: readonly Line[];
};

/** Whole, or a cleaned text that is cut where there is no room for all of it. */
export type Line = string | { label: string; text: string };

/** What previews of a timeline show. */
const longestHeadline = 80;
/** A cut text shorter than this says nothing. */
const shortestText = 20;

/**
 * The text with `last` as its last line, at most `longest` characters. Links, own words and the last line always stand
 * whole; the texts share what room is left.
 */
export function layOut({ headline, details, lines }: EntryText, last: string, longest: number): string {
  const inOneLine = `${headline} ${details}`;
  const first = inOneLine.length <= longestHeadline ? [inOneLine] : [headline, details];
  const whole = [...first, ...lines, last].map((line) =>
    typeof line === 'string' ? { own: line, text: '' } : { own: `${line.label}: `, text: line.text },
  );
  const own = whole.reduce((sum, line) => sum + line.own.length + 1, -1);
  const cuts = shareRoom(
    whole.map((line) => line.text),
    longest - own,
  );
  return whole
    .map((line, i) => (line.text === '' || cuts[i] ? `${line.own}${cuts[i]}` : ''))
    .filter((line) => line !== '')
    .join('\n');
}

/** The beginning of each text, in their order. Short ones leave their room to long ones. */
function shareRoom(texts: readonly string[], room: number): readonly string[] {
  const cuts: string[] = [];
  let left = Math.max(0, room);
  const shortestFirst = texts.map((text, i) => ({ text, i })).sort((a, b) => a.text.length - b.text.length);
  for (const [taken, { text, i }] of shortestFirst.entries()) {
    const share = Math.floor(left / (texts.length - taken));
    const cut = text.length > share && share < shortestText ? '' : cutAtWord(text, share);
    left -= cut.length;
    cuts[i] = cut;
  }
  return cuts;
}

/** Names of templates, of stages and of vendors; long enough to tell two apart. */
const longestName = 120;

export function nameText(name: string, longest = longestName): string {
  return cleanText(name, longest);
}

export function vendorText(vendor: string): string {
  return cleanText(vendor, 60) || 'the interview vendor';
}

/** Which interview, and what else is known of it: `Frontend Engineer interview, 12 March.` */
export function detailsText(template: string, ...more: (string | undefined)[]): string {
  const parts = [nameText(template) || 'Interview', ...more.filter((part) => part !== undefined)];
  return sentence(parts.join(', '));
}

/** Names may end with a full stop or an ellipsis of their own. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

export function againLine(label: string, again: AgainLink | undefined, now: number): string[] {
  const until = dayText(again?.until, now);
  return linkLine(until === undefined ? label : `${label} (link works until ${until})`, again?.url);
}
