import type { Failure } from '../errors.ts';
import { noticePage } from '../pages/notice.tsx';
import type { Page } from '../pages/render.tsx';
import { DeadEnd, type Why } from './dead-end.ts';
import { readingFor, type Words } from './words.ts';

/** Anyone with the link can open a page, so it shows only the bridge's texts, never the vendor's. */
export function failurePage(failure: Failure, accepted?: string): Page {
  const { language, words } = readingFor(accepted);
  const [title, sentence] = words.deadEnd[caseOf(failure)];
  return noticePage({ kind: words.deadEnd.kind, title, sentence, lang: language });
}

function caseOf(failure: Failure): Why | 'readOnly' | 'refused' | 'later' {
  if (failure instanceof DeadEnd) return failure.why;
  const cases: Readonly<Record<number, keyof Words['deadEnd'] & ('unknown' | 'readOnly' | 'refused')>> = {
    404: 'unknown',
    405: 'readOnly',
    502: 'refused',
  };
  return cases[failure.status] ?? 'later';
}
