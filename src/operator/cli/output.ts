import { lineForTerminal, textForTerminal } from './escape.ts';

/** Where a command prints. */
export type Terminal = {
  /** A text without its last line end. Throws OutputClosed. */
  print: (text: string) => void;
  /** The same on standard error. Never throws. */
  printError: (text: string) => void;
  /** Replaces the last line of standard error until something else is printed; absent where that is no terminal. */
  showProgress?: (text: string) => void;
  /** Characters of a line of standard output; absent where that is no terminal. */
  columns?: number;
  hasColours?: boolean;
};

const codes = { good: 32, bad: 31, busy: 33, faint: 2 } as const;

export type Cell = string | { text: string; tone: keyof typeof codes };

/** One line; the cells stand beside each other. */
export type Line = string | readonly Cell[];

/** What commands print with. All of it is escaped for a terminal: what they print may come from outside. */
export type Output = {
  /** For people; prints nothing with `--json`. */
  print: (line: Line) => void;
  /** The same for a text of any number of lines. */
  printText: (text: string) => void;
  /** For programs: an object on a line of its own; prints nothing without `--json`. */
  printJson: (data: object) => void;
  /** A problem, on standard error. */
  printError: (line: string) => void;
  /**
   * How far long work is, on a terminal only: a bar where `share` is known, 0 for nothing and 1 for all. Cheap enough to
   * be called for each step.
   */
  showProgress: (text: string, share?: number) => void;
  /** Lists are aligned and have a head. */
  isTerminal: boolean;
};

/** The reader of the output has closed it (EPIPE). */
export class OutputClosed extends Error {
  constructor() {
    super('The output is closed');
    this.name = 'OutputClosed';
  }
}

type Style = { isJson: boolean; isReadOnly: boolean };

export function createOutput(terminal: Terminal, { isJson, isReadOnly }: Style): Output {
  let isOpen = true;
  return {
    print: (line) => (isJson ? undefined : write(render(line, terminal.hasColours === true))),
    printText: (text) => (isJson ? undefined : write(textForTerminal(text))),
    // The escapes are those of JSON too.
    printJson: (data) => (isJson ? write(lineForTerminal(JSON.stringify(data))) : undefined),
    printError: (line) => terminal.printError(lineForTerminal(line)),
    showProgress: (text, share) => terminal.showProgress?.(`${barOf(share)}${lineForTerminal(text)}`),
    isTerminal: terminal.columns !== undefined,
  };

  function write(text: string): void {
    try {
      if (isOpen) terminal.print(text);
    } catch (error) {
      // A command that changes something finishes its work although its output is closed.
      if (!(error instanceof OutputClosed) || isReadOnly) throw error;
      isOpen = false;
    }
  }
}

const barCells = 20;

function barOf(share: number | undefined): string {
  if (share === undefined) return '';
  const done = Math.round(barCells * Math.min(1, Math.max(0, share)));
  return `[${'#'.repeat(done)}${'.'.repeat(barCells - done)}] `;
}

function render(line: Line, hasColours: boolean): string {
  const cells = typeof line === 'string' ? [line] : line;
  return cells.map((cell) => renderCell(cell, hasColours)).join('');
}

function renderCell(cell: Cell, hasColours: boolean): string {
  if (typeof cell === 'string') return lineForTerminal(cell);
  const text = lineForTerminal(cell.text);
  return hasColours ? `\u001b[${codes[cell.tone]}m${text}\u001b[0m` : text;
}
