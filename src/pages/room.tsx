import type { VNode } from 'preact';
import { bytesOf } from './render.tsx';

/** As much of a text as has room in so many bytes of a page, however it is escaped there. */
export function fitting(text: string, mostBytes: number): string {
  if (bytesOfText(text) <= mostBytes) return text;
  let shown = text.slice(0, mostBytes);
  while (bytesOfText(`${shown}…`) > mostBytes) shown = shown.slice(0, Math.floor(shown.length * 0.75));
  // Half of a character is none.
  return `${shown.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function bytesOfText(text: string): number {
  return bytesOf(<i>{text}</i>) - bytesOf(<i />);
}

/** As many rows as have room in so many bytes of a page. */
export function fittingRows<Row>(rows: readonly Row[], mostBytes: number, view: (row: Row) => VNode): VNode[] {
  const shown: VNode[] = [];
  let bytes = 0;
  for (const row of rows) {
    const each = view(row);
    bytes += bytesOf(each);
    if (bytes > mostBytes) break;
    shown.push(each);
  }
  return shown;
}
