/**
 * What a terminal would obey instead of showing: control characters, line separators, halves of characters, and what turns
 * the direction of the text that follows.
 */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u206A-\u206F]/gu;

/** A line with such characters as escapes (`\u001b`): everything that commands print comes from outside in the end. */
export function lineForTerminal(text: string): string {
  return text.replaceAll(obeyed, escapeOf);
}

/** The same for a text of several lines: tabs and line ends stay. */
export function textForTerminal(text: string): string {
  return text.replaceAll(obeyed, (letter, at: number) => {
    const isLineEnd = letter === '\n' || (letter === '\r' && text[at + 1] === '\n');
    return isLineEnd || letter === '\t' ? letter : escapeOf(letter);
  });
}

function escapeOf(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Whoever read the output has closed it: there is nobody left to print for. */
export class NobodyReads extends Error {
  constructor() {
    super('Nobody reads the output');
    this.name = 'NobodyReads';
  }
}
