import type { Failure } from '../errors.ts';
import { noticePage } from '../pages/notice.tsx';
import type { Page } from '../pages/render.tsx';
import { readingFor, type Words } from './words.ts';

/** Whatever is wrong with a link, the page is the same: it tells a stranger nothing of any account. */
export function connectFailurePage(failure: Failure, accepted?: string): Page {
  const { language, words } = readingFor(accepted);
  const { kind, ...cases } = words.failures;
  const [title, sentence] = cases[caseOf(failure)];
  return noticePage({ kind, title, sentence, lang: language });
}

function caseOf({ status, kind }: Failure): Exclude<keyof Words['failures'], 'kind'> {
  if (status === 404) return 'unknown';
  if (kind === 'paused') return 'paused';
  return status === 503 ? 'later' : 'failed';
}
