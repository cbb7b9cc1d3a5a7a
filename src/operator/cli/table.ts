import { lineForTerminal } from './escape.ts';
import type { Cell, Output } from './output.ts';

/** The first rows decide how wide the columns are. */
const rowsMeasured = 100;

export type Table = {
  row(cells: readonly Cell[]): void;
  /** Prints what is left, and a last line. */
  end(lastLine: string): void;
};

/** A list of any length: aligned and with a head on a terminal, otherwise two spaces between the cells. */
export function openTable({ print, isTerminal }: Output, heads: readonly string[]): Table {
  let widths: number[] | undefined;
  let held: (readonly Cell[])[] = [];

  return {
    row(cells) {
      if (!isTerminal) return print(joined(cells, []));
      if (widths) return print(joined(cells, widths));
      held.push(cells);
      if (held.length >= rowsMeasured) release();
    },
    end(lastLine) {
      if (isTerminal && !widths) release();
      print(lastLine);
    },
  };

  function release(): void {
    widths = heads.map((head, i) => Math.max(head.length, ...held.map((cells) => widthOf(cells[i] ?? ''))));
    if (held.length > 0)
      print(
        joined(
          heads.map((head) => ({ text: head.toUpperCase(), tone: 'faint' as const })),
          widths,
        ),
      );
    for (const cells of held) print(joined(cells, widths));
    held = [];
  }
}

function joined(cells: readonly Cell[], widths: readonly number[]): Cell[] {
  const last = cells.findLastIndex((cell) => widthOf(cell) > 0);
  return cells.slice(0, last + 1).flatMap((cell, i) => {
    const gap = i === last ? '' : ' '.repeat(2 + Math.max(0, (widths[i] ?? 0) - widthOf(cell)));
    return [cell, gap];
  });
}

/** As it is shown, escaped. */
function widthOf(cell: Cell): number {
  return lineForTerminal(typeof cell === 'string' ? cell : cell.text).length;
}
