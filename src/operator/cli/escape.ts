/** Control characters, line separators, lone surrogates and bidirectional controls: a terminal interprets them. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u206A-\u206F]/gu;

/** Escapes such characters (`\u001b`): what commands print may come from outside. */
export function lineForTerminal(text: string): string {
  return text.replaceAll(unsafe, escapeOf);
}

/** The same for a text of several lines: tabs and line ends stay. */
export function textForTerminal(text: string): string {
  return text.replaceAll(unsafe, (letter, at: number) => {
    const isLineEnd = letter === '\n' || (letter === '\r' && text[at + 1] === '\n');
    return isLineEnd || letter === '\t' ? letter : escapeOf(letter);
  });
}

function escapeOf(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
