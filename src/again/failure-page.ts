import type { Failure } from '../errors.ts';
import { noticePage } from '../pages/notice.tsx';
import type { Page } from '../pages/render.tsx';
import { readingFor, type Words } from './words.ts';

export function againFailurePage({ status }: Failure, accepted?: string): Page {
  const { language, words } = readingFor(accepted);
  const [title, sentence] = words.failures[caseOf(status)];
  return noticePage({ kind: words.kind, title, sentence, lang: language });
}

function caseOf(status: number): keyof Words['failures'] {
  const cases: Readonly<Record<number, keyof Words['failures']>> = {
    403: 'noForm',
    404: 'unknown',
    410: 'gone',
    503: 'later',
  };
  return cases[status] ?? 'failed';
}
