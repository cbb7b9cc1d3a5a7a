import type { Failure } from '../errors.ts';
import { noticePage } from '../pages/notice.tsx';
import type { Page } from '../pages/render.tsx';

const titles: Readonly<Record<number, string>> = {
  404: 'No report here',
  405: 'This is not possible here',
  410: 'This link no longer works',
  502: 'The report could not be fetched',
  503: 'The report is not available right now',
};

const sentences: Readonly<Record<number, string>> = {
  405: 'A report can only be read.',
  502: 'The interview platform did not provide the report. Please try again in a few minutes.',
  503: 'Please try again in a minute.',
};

/** Anyone with the link can open a page, so it shows only the bridge's texts, never the vendor's. */
export function failurePage({ status, message }: Failure): Page {
  const isAboutTheLink = status === 404 || status === 410;
  return noticePage({
    kind: 'Interview report',
    title: titles[status] ?? 'Something went wrong',
    sentence: isAboutTheLink ? message : (sentences[status] ?? 'Please try again in a minute.'),
  });
}
