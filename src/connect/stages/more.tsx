import type { VNode } from 'preact';
import type { Words } from '../words.ts';

/** From which row on a list goes, as the address says: a page has room for so many. */
export function fromOf(query: URLSearchParams, name = 'from'): number {
  const from = query.get(name) ?? '';
  return /^\d{1,6}$/.test(from) ? Number(from) : 0;
}

type Props = { step: string; to: number; of: number; words: Words; isCut?: boolean };

/** Leads to the rows after those that are shown. `isCut`: there are more than are known. */
export function More({ step, to, of, words, isCut = false }: Props): VNode | null {
  if (to >= of) return isCut ? <p class="soft">{words.wizard.notAll}</p> : null;
  return (
    <p>
      <a href={`?stages=${step}&from=${to}`}>
        {words.wizard.more} ({to + 1}–{of})
      </a>
    </p>
  );
}
